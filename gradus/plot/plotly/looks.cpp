#include "gradus/plot/plotly/looks.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "gradus/plot/scene/narrow.hpp"

namespace gradus::plot {
namespace {

/// Lists of numbers and texts are exchanged whole; in others only what differs.
bool goes_by_index(const Json& base, const Json& now) {
  return base.is_array() && now.is_array() && base.size() == now.size() &&
         std::ranges::any_of(now, [](const Json& each) { return each.is_structured(); });
}

/// What makes `base` into `now`; the two differ.
Json change(const Json& base, const Json& now) {
  Json result = Json::object();
  if (goes_by_index(base, now)) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (base[i] != now[i]) result[std::to_string(i)] = change(base[i], now[i]);
    }
    return result;
  }
  if (!base.is_object() || !now.is_object()) return now;
  for (const auto& [name, value] : now.items()) {
    if (!base.contains(name)) {
      result[name] = value;
    } else if (base[name] != value) {
      result[name] = change(base[name], value);
    }
  }
  for (const auto& [name, value] : base.items()) {
    if (!now.contains(name)) result[name] = nullptr;
  }
  return result;
}

/// What the change makes of `base`.
Json changed(const Json& base, const Json& change) {
  if (!change.is_object()) return change;
  Json result = base.is_structured() ? base : Json::object();
  for (const auto& [name, part] : change.items()) {
    if (result.is_array()) {
      Json& place = result.at(std::stoul(name));
      place = changed(place, part);
    } else if (part.is_null()) {
      result.erase(name);
    } else {
      result[name] = changed(result.value(name, Json()), part);
    }
  }
  return result;
}

/// In a list of pictures, those of `base` at the places of `now`.
void keep_pictures(const Json& base, Json& layout) {
  if (!layout.contains("images") || !base.contains("images")) return;
  if (base["images"].size() != layout["images"].size()) return;
  for (std::size_t i = 0; i < layout["images"].size(); ++i) {
    layout["images"][i]["source"] = base["images"][i]["source"];
  }
}

/// The layout of `narrow` with the traces of `wide`: another size needs no other numbers. Nothing where the
/// traces are not the same ones.
Json narrow_layout(const Json& wide, Json narrow) {
  if (wide["data"].size() != narrow["data"].size()) return nullptr;
  Json data = wide["data"];
  for (std::size_t i = 0; i < data.size(); ++i) {
    // Contour lines have gaps for their numbers, which are as long as there.
    for (const char* part : {"colorbar", "marker", "x", "y", "customdata"}) {
      if (narrow["data"][i].contains(part)) data[i][part] = narrow["data"][i][part];
    }
  }
  narrow["data"] = std::move(data);
  keep_pictures(wide["layout"], narrow["layout"]);
  const std::size_t frames = narrow.contains("frames") ? narrow["frames"].size() : 0;
  for (std::size_t f = 0; f < frames; ++f) {
    const Json& from = wide["frames"][f];
    Json& to = narrow["frames"][f];
    to["data"] = from["data"];
    if (from.contains("layout") && to.contains("layout")) keep_pictures(from["layout"], to["layout"]);
  }
  return narrow;
}

Figure dark(Figure figure) {
  figure.set_style(Style::dark);
  return figure;
}

Animation dark(Animation animation) {
  animation.figure().set_style(Style::dark);
  return animation;
}

/// What is drawn, whose own look has these parts, in a narrow window; nothing where it has no such look.
template <class Drawn>
Json narrow_parts(const Drawn& drawn, const Json& wide) {
  const auto slim = narrow(drawn);
  return slim ? narrow_layout(wide, plotly_parts(*slim)) : Json();
}

template <class Drawn>
Json all_looks(const Drawn& drawn, const FragmentOptions& wanted) {
  Json base = plotly_parts(drawn);
  Json looks = Json::object();
  Json on_dark;
  if (wanted.dark) {
    on_dark = plotly_parts(dark(drawn));
    looks["dark"] = change(base, on_dark);
  }
  if (wanted.narrow) {
    const Json slim = narrow_parts(drawn, base);
    if (slim.is_object()) looks["narrow"] = change(base, slim);
  }
  if (looks.size() == 2) {
    // Where the narrow one has other texts than the wide one, they are to be light as well.
    const Json slim = narrow_parts(dark(drawn), on_dark), now = changed(on_dark, looks["narrow"]);
    if (slim.is_object() && slim != now) looks["dark narrow"] = change(now, slim);
  }
  if (!looks.empty()) base["looks"] = std::move(looks);
  return base;
}

}  // namespace

Json with_looks(const Figure& figure, const FragmentOptions& wanted) { return all_looks(figure, wanted); }

Json with_looks(const Animation& animation, const FragmentOptions& wanted) {
  return all_looks(animation, wanted);
}

}  // namespace gradus::plot
