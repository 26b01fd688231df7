#include "gradus/plot/looks.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "gradus/plot/narrow.hpp"

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

template <class Drawn>
Json all_looks(const Drawn& drawn, const FragmentOptions& wanted) {
  Json base = plotly_parts(drawn);
  Json looks = Json::object();
  if (wanted.dark) looks["dark"] = change(base, plotly_parts(dark(drawn)));
  if (wanted.narrow) {
    if (const auto slim = narrow(drawn)) {
      const Json there = narrow_layout(base, plotly_parts(*slim));
      if (there.is_object()) looks["narrow"] = change(base, there);
    }
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
