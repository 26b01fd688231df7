#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/plot/html.hpp"
#include "gradus/plot/pixels/picture.hpp"
#include "gradus/plot/plotly/figure.hpp"
#include "gradus/plot/plotly/looks.hpp"
#include "gradus/plot/plotly/words.hpp"
#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/marks.hpp"
#include "gradus/plot/scene/markup.hpp"
#include "gradus/plot/scene/notes.hpp"
#include "gradus/plot/scene/scene.hpp"

namespace gradus::plot {
namespace {

// CMU Serif where it is installed, the same letters from KaTeX where the page has them, else the reader's
// serif.
constexpr const char* font_family = "CMU Serif, KaTeX_Main, Latin Modern Roman, Times New Roman, serif";

// NaN is not equal to itself: with null for gaps, frames and looks hold only what differs.
void gaps_to_null(Json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) value = nullptr;
  if (!value.is_structured()) return;
  for (Json& part : value) gaps_to_null(part);
}

class Writer {
 public:
  Writer(const Scene& scene, bool moving) : scene_(scene), theme_(*scene.theme), moving_(moving) {}

  PlotlyFigure write() {
    const FigureOptions& options = *scene_.options;
    layout_ = {{"width", options.width},
               {"height", options.height},
               {"margin", {{"l", 0}, {"r", 0}, {"t", 0}, {"b", 0}, {"pad", 0}}},
               {"paper_bgcolor", css(theme_.background)},
               {"plot_bgcolor", css(theme_.background)},
               {"font", {{"family", font_family}, {"size", options.font_size}, {"color", css(theme_.text)}}},
               {"hovermode", "closest"},
               {"showlegend", true},
               {"barmode", "overlay"}};
    annotations_ = shapes_ = images_ = data_ = Json::array();
    for (const Caption& caption : scene_.captions) write_caption(caption);
    for (std::size_t i = 0; i < scene_.panels.size(); ++i) {
      if (scene_.panels[i].space != nullptr) {
        write_box(scene_.panels[i], i);
      } else {
        write_panel(scene_.panels[i], i);
      }
    }
    if (scene_.color_bar) add_shared_bar();
    layout_["annotations"] = std::move(annotations_);
    layout_["shapes"] = std::move(shapes_);
    layout_["images"] = std::move(images_);
    Json config{{"displaylogo", false},
                {"modeBarButtonsToRemove", {"select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"}}};
    config["toImageButtonOptions"] = {{"format", "svg"}};
    return {std::move(data_), std::move(layout_), std::move(config), std::move(keys_)};
  }

 private:
  void write_caption(const Caption& caption) {
    annotations_.push_back({{"text", plotly_text(caption.text)},
                            {"xref", "paper"},
                            {"yref", "paper"},
                            {"x", paper_x(scene_, caption.x)},
                            {"y", paper_y(scene_, caption.y)},
                            {"xanchor", "center"},
                            {"yanchor", "middle"},
                            {"textangle", -caption.angle},
                            {"font", {{"size", caption.size}}},
                            {"showarrow", false}});
  }

  void write_panel(const Panel& panel, std::size_t index) {
    panel_ = &panel;
    const std::string number = number_of(index);
    x_name_ = "x" + number;
    y_name_ = "y" + number;
    legend_name_ = "legend" + number;
    const Rect& plot = panel.plot;
    Json x = axis_json(panel.x, true), y = axis_json(panel.y, false);
    x["domain"] = {paper_x(scene_, plot.left), paper_x(scene_, plot.right)};
    x["anchor"] = y_name_;
    y["domain"] = {paper_y(scene_, plot.bottom), paper_y(scene_, plot.top)};
    y["anchor"] = x_name_;
    if (panel.axes->equal_aspect) y["scaleanchor"] = x_name_;
    layout_["xaxis" + number] = std::move(x);
    layout_["yaxis" + number] = std::move(y);
    if (panel.legend != Legend::none) layout_[legend_name_] = legend_json(scene_, panel);
    for (const std::size_t i : panel.order) {
      label_ = legend_label(panel.axes->traces[i]);
      look_ = panel.looks[i];
      rank_ = i + 1;
      std::visit([this](const auto& trace) { add(trace); }, panel.axes->traces[i]);
      name_traces(index, i);
    }
    add_color_bar(index);
  }

  // A heat map brings its own; for other traces a trace without a point does.
  void add_color_bar(std::size_t index) {
    const auto& traces = panel_->axes->traces;
    const auto is_heatmap = [](const Trace& t) { return std::holds_alternative<Heatmap>(t); };
    if (!panel_->color_bar || std::any_of(traces.begin(), traces.end(), is_heatmap)) return;
    label_.clear();
    Json trace = trace_json("scatter");
    trace.update(color_bar_trace(scene_, *panel_->color_bar));
    data_.push_back(std::move(trace));
    name_traces(index, traces.size());
  }

  // On the axes of any plot.
  void add_shared_bar() {
    Json trace = color_bar_trace(scene_, *scene_.color_bar);
    const auto flat = std::find_if(scene_.panels.begin(), scene_.panels.end(),
                                   [](const Panel& panel) { return panel.axes != nullptr; });
    if (flat == scene_.panels.end()) {
      trace.update({{"type", "scatter3d"}, {"scene", "scene"}, {"z", {nullptr}}});
    } else {
      const auto index = static_cast<std::size_t>(flat - scene_.panels.begin());
      trace.update(
          {{"type", "scatter"}, {"xaxis", "x" + number_of(index)}, {"yaxis", "y" + number_of(index)}});
    }
    data_.push_back(std::move(trace));
    keys_.push_back("colors");
  }

  static std::string number_of(std::size_t panel) { return panel == 0 ? "" : std::to_string(panel + 1); }

  void write_box(const Panel& panel, std::size_t index) {
    const std::string number = number_of(index);
    layout_["scene" + number] = box_scene(scene_, panel);
    if (panel.legend != Legend::none) layout_["legend" + number] = legend_json(scene_, panel);
    for (std::size_t i = 0; i < panel.space->traces.size(); ++i) {
      const std::string& label = legend_label(panel.space->traces[i]);
      bool first = true;
      for (Json& trace : box_traces(scene_, panel, i)) {
        trace["scene"] = "scene" + number;
        trace["name"] = plotly_text(label);
        trace["showlegend"] = first && !label.empty() && panel.legend != Legend::none;
        if (panel.legend != Legend::none) trace["legend"] = "legend" + number;
        data_.push_back(std::move(trace));
        first = false;
      }
      name_traces(index, i);
    }
  }

  // What was added for one trace of the figure gets names that hold from frame to frame.
  void name_traces(std::size_t panel, std::size_t trace) {
    for (int part = 0; keys_.size() < data_.size(); ++part)
      keys_.push_back(fmt::format("{}-{}-{}", panel, trace, part));
  }

  Json axis_json(const AxisView& view, bool across) const {
    const auto end = [&](double v) { return note_at(view, v); };
    Json axis{{"type", view.log ? "log" : "linear"},
              {"range", {end(view.reversed ? view.max : view.min), end(view.reversed ? view.min : view.max)}},
              {"showgrid", view.grid},
              {"gridcolor", css(theme_.grid)},
              {"zeroline", false},
              {"tickangle", across ? -view.label_angle : 0}};
    if (panel_->axes->hidden) {
      axis["visible"] = false;
      return axis;
    }
    axis.update({{"showline", true},
                 {"linecolor", css(theme_.border)},
                 {"linewidth", 1},
                 {"mirror", view.marks ? Json("allticks") : Json(true)},
                 {"ticks", view.marks ? "inside" : ""},
                 {"ticklen", 5},
                 {"tickcolor", css(theme_.border)},
                 {"exponentformat", "power"},
                 {"minexponent", 4}});  // 10000 in full, as in the images
    axis["minor"] = {{"ticks", "inside"}, {"ticklen", 3}, {"tickcolor", css(theme_.border)}};
    if (!view.custom && !view.log &&
        view.linthresh == 0) {  // plotly.js chooses, so that a zoom gets new ticks
      axis["nticks"] = view.ticks.size() + 1;
      return axis;
    }
    Json places = Json::array(), labels = Json::array();
    for (const Tick& tick : view.ticks) {
      places.push_back(view.straight(tick.at));
      labels.push_back(plotly_text(tick.label));
    }
    axis.update({{"tickmode", "array"}, {"tickvals", places}, {"ticktext", labels}});
    Json minor = Json::array();
    for (const double at : view.minor) minor.push_back(view.straight(at));
    axis["minor"].update({{"tickmode", "array"}, {"tickvals", std::move(minor)}});
    return axis;
  }

  // A trace of this panel, with its entry in the panel's legend.
  Json trace_json(const char* type) const {
    Json trace{{"type", type}, {"xaxis", x_name_}, {"yaxis", y_name_}, {"legendrank", rank_}};
    trace["showlegend"] = !label_.empty() && panel_->legend != Legend::none;
    trace["name"] = plotly_text(label_);
    if (panel_->legend != Legend::none) trace["legend"] = legend_name_;
    if (label_.empty()) trace["hoverinfo"] = "x+y";
    return trace;
  }

  // On a symlog axis, whose numbers are not those of the data, the pointer shows the data's.
  void tell_numbers(Json& trace, const std::vector<double>& xs, const std::vector<double>& ys) const {
    if (panel_->x.linthresh <= 0 && panel_->y.linthresh <= 0) return;
    Json numbers = Json::array();
    for (std::size_t i = 0; i < xs.size(); ++i) numbers.push_back({xs[i], ys[i]});
    trace["customdata"] = std::move(numbers);
    trace["hovertemplate"] = "(%{customdata[0]:.4~g}, %{customdata[1]:.4~g})<extra>%{fullData.name}</extra>";
  }
  void tell_numbers(Json& trace, const Mark& mark) const {
    if (mark.kind == Mark::Kind::line || mark.kind == Mark::Kind::points) tell_numbers(trace, mark.x, mark.y);
    if (mark.kind != Mark::Kind::boxes) return;
    std::vector<double> middles = mark.lying ? mark.y : mark.x;  // and how far the boxes reach
    const std::vector<double>& others = mark.lying ? mark.y2 : mark.x2;
    for (std::size_t i = 0; i < middles.size(); ++i) middles[i] = (middles[i] + others[i]) / 2;
    if (mark.lying) {
      tell_numbers(trace, mark.x2, middles);
    } else {
      tell_numbers(trace, middles, mark.y2);
    }
  }

  void add(const Line& t) {
    Json trace = trace_json("scatter");
    const Mark path = straight({.x = t.x, .y = t.y}, *panel_);
    trace.update({{"x", path.x}, {"y", path.y}, {"mode", t.options.marker ? "lines+markers" : "lines"}});
    tell_numbers(trace, t.x, t.y);
    trace["line"] = {
        {"color", css(look_.color)}, {"width", t.options.width}, {"dash", plotly_dash(t.options.style)}};
    trace["line"]["simplify"] = false;  // or curves turn angular
    trace["opacity"] = t.options.opacity;
    if (t.options.marker) trace["marker"] = marker_json(look_, t.options.marker_size, 1, {}, 0);
    data_.push_back(std::move(trace));
  }

  // Traces that are pixels, marks, texts, or several of these.
  template <class T>
  requires(Pictured<T> || Marked<T>) void add(const T& t) {
    if constexpr (Pictured<T>) {
      const double sharpness = moving_ ? 1 : 1.5;  // every frame of an animation holds all pixels
      for (const Picture& picture : pictures_of(t, *panel_, theme_, sharpness)) {
        images_.push_back(image_json(picture, *panel_));
        images_.back().update({{"xref", x_name_}, {"yref", y_name_}});
      }
    }
    if constexpr (Marked<T>) {
      bool named = false;
      const Marks marks = marks_in(t, look_, theme_, *panel_, scene_.options->font_size);
      const bool several = marks.size() > 1 && !label_.empty() && panel_->legend != Legend::none;
      for (const Mark& mark : marks) {
        Json trace = trace_json("scatter");
        trace.update(mark_json(straight(mark, *panel_)));
        tell_numbers(trace, mark);
        if (!mark.sample || named) trace["showlegend"] = false;
        named = named || mark.sample;  // one entry for all marks of a trace, which come and go together
        if (several) trace["legendgroup"] = fmt::format("{} {}", legend_name_, rank_);
        data_.push_back(std::move(trace));
      }
    }
    if constexpr (Noted<T>) add_notes(t);
  }

  void add_notes(const Noted auto& t) {
    for (const Note& one : notes_of(t, *panel_, theme_, scene_.options->font_size)) {
      Json text = note(one.x, one.y);
      text.update({{"text", plotly_text(one.text)}, {"showarrow", false}, {"textangle", -one.angle}});
      text["font"] = {{"size", one.size}, {"color", css(one.color)}};
      annotations_.push_back(std::move(text));
    }
  }

  // Of lines and boxes: under the traces where an inset has to hide them.
  const char* layer() const { return panel_->insets.empty() ? "above" : "between"; }

  void add(const ReferenceLine& t) {
    Json shape{{"type", "line"}, {"opacity", t.options.opacity}, {"layer", layer()}};
    const bool flat = t.direction == ReferenceLine::Direction::horizontal;
    if (t.direction == ReferenceLine::Direction::diagonal) {
      const std::optional<Segment> part = visible_part(t, *panel_);  // on linear axes
      if (!part) return;
      shape.update({{"xref", x_name_}, {"yref", y_name_}});
      shape.update({{"x0", part->x0}, {"x1", part->x1}, {"y0", part->y0}, {"y1", part->y1}});
    } else {
      shape["xref"] = flat ? x_name_ + " domain" : x_name_;
      shape["yref"] = flat ? y_name_ : y_name_ + " domain";
      const double at = (flat ? panel_->y : panel_->x).straight(t.at);
      shape.update({{"x0", flat ? 0 : at}, {"x1", flat ? 1 : at}});
      shape.update({{"y0", flat ? at : 0}, {"y1", flat ? at : 1}});
    }
    shape["line"] = {
        {"color", css(look_.color)}, {"width", t.options.width}, {"dash", plotly_dash(t.options.style)}};
    if (!label_.empty() && panel_->legend != Legend::none) {
      shape.update({{"showlegend", true}, {"name", plotly_text(label_)}, {"legend", legend_name_}});
      shape["legendrank"] = rank_;
    }
    shapes_.push_back(std::move(shape));
  }

  // Where an annotation stands: plotly.js wants logarithms there on a logarithmic axis.
  static double note_at(const AxisView& view, double value) {
    return view.log ? std::log10(value) : view.straight(value);
  }

  Json note(double x, double y) const {
    return {{"xref", x_name_}, {"yref", y_name_}, {"x", note_at(panel_->x, x)}, {"y", note_at(panel_->y, y)}};
  }

  void add(const Arrows& t) {
    for (std::size_t i = 0; i < t.x.size(); ++i) {
      Json arrow = note(t.x[i] + t.dx[i], t.y[i] + t.dy[i]);
      const double from_x = note_at(panel_->x, t.x[i]), from_y = note_at(panel_->y, t.y[i]);
      if (!std::isfinite(from_x) || !std::isfinite(from_y) || arrow["x"].is_null() ||
          !std::isfinite(arrow["x"].get<double>()) || !std::isfinite(arrow["y"].get<double>())) {
        continue;
      }
      arrow.update({{"ax", from_x}, {"ay", from_y}, {"axref", x_name_}, {"ayref", y_name_}, {"text", ""}});
      arrow.update(
          {{"showarrow", true}, {"arrowhead", 2}, {"arrowcolor", css(look_.color, t.options.opacity)}});
      arrow["arrowwidth"] = std::max(0.1, t.options.width);
      arrow["arrowsize"] = std::max(0.3, t.options.head / std::max(0.1, t.options.width) / 5);
      annotations_.push_back(std::move(arrow));
    }
    if (label_.empty() || panel_->legend == Legend::none) return;
    Json sample = trace_json("scatter");  // annotations have no legend: an empty line stands in
    sample.update({{"x", {nullptr}}, {"y", {nullptr}}, {"mode", "lines"}});
    sample["line"] = {{"color", css(look_.color)}, {"width", t.options.width}};
    data_.push_back(std::move(sample));
  }

  void add(const Text& t) {
    constexpr const char* across[] = {"left", "center", "right"};
    constexpr const char* upright[] = {"top", "middle", "bottom"};
    Json text = note(t.x, t.y);
    text.update(
        {{"text", plotly_text(t.text)},
         {"xanchor", across[static_cast<int>(t.options.horizontal)]},
         {"yanchor", upright[static_cast<int>(t.options.vertical)]},
         {"align", across[static_cast<int>(t.options.horizontal)]},
         {"textangle", -t.options.angle},
         {"showarrow", false},
         {"font", {{"size", t.options.size * scene_.options->font_size}, {"color", css(look_.color)}}}});
    if (t.options.boxed) text.update({{"bgcolor", css(theme_.background)}, {"borderpad", 2}});
    annotations_.push_back(std::move(text));
  }

  void add(const Box& t) {
    Json shape{{"type", "rect"}, {"xref", x_name_}, {"yref", y_name_}, {"layer", layer()}};
    const AxisView &x = panel_->x, &y = panel_->y;
    shape.update({{"x0", x.straight(t.x - t.width / 2)}, {"x1", x.straight(t.x + t.width / 2)}});
    shape.update({{"y0", y.straight(t.y - t.height / 2)}, {"y1", y.straight(t.y + t.height / 2)}});
    shape["fillcolor"] = css(t.options.fill.value_or(theme_.box));
    shape["line"] = {{"color", css(t.options.edge.value_or(theme_.border))}, {"width", t.options.edge_width}};
    shapes_.push_back(std::move(shape));
    if (t.text.empty()) return;
    Json text = note(t.x, t.y);
    text.update({{"text", plotly_text(t.text)}, {"showarrow", false}});
    text["font"] = {{"size", t.options.text_size * scene_.options->font_size},
                    {"color", css(t.options.text_color.value_or(theme_.text))}};
    annotations_.push_back(std::move(text));
  }

  void add(const Regions& t) {
    add<Regions>(t);  // a picture: cells take ten times as many letters
    if (t.options.labels.empty()) return;
    Json trace = trace_json("heatmap");
    trace.update(region_names_json(t, *panel_, moving_));
    data_.push_back(std::move(trace));
  }

  void add(const Heatmap& t) {
    Json trace = trace_json("heatmap");
    trace.update(heatmap_json(t));
    trace["showscale"] = panel_->color_bar.has_value();
    if (panel_->color_bar) trace["colorbar"] = color_bar_json(scene_, *panel_->color_bar);
    data_.push_back(std::move(trace));
    add_notes(t);
  }

  const Scene& scene_;
  const Theme& theme_;
  bool moving_;
  Json layout_, data_, annotations_, shapes_, images_;
  std::vector<std::string> keys_;
  const Panel* panel_ = nullptr;
  std::string x_name_, y_name_, legend_name_, label_;
  Look look_;
  std::size_t rank_ = 1;  // in the legend: the order of the calls
};

}  // namespace

PlotlyFigure plotly_figure(const Scene& scene, bool moving) {
  PlotlyFigure made = Writer(scene, moving).write();
  gaps_to_null(made.data);
  return made;
}

// ASCII only, so that no page's encoding matters; the rest keeps a script element from ending early.
std::string script_safe(const Json& value) {
  const std::string json = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<':
        safe += "\\u003c";
        break;
      case '>':
        safe += "\\u003e";
        break;
      case '&':
        safe += "\\u0026";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

Json plotly_parts(const Figure& figure) {
  PlotlyFigure made = plotly_figure(make_scene(figure), false);
  return {
      {"data", std::move(made.data)}, {"layout", std::move(made.layout)}, {"config", std::move(made.config)}};
}

std::string plotly_json(const Figure& figure) { return script_safe(plotly_parts(figure)); }

}  // namespace gradus::plot
