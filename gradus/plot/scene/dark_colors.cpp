#include "gradus/plot/scene/dark_colors.hpp"

#include <optional>
#include <type_traits>
#include <vector>

#include "gradus/plot/scene/each_plot.hpp"
#include "gradus/plot/scene/theme.hpp"

namespace gradus::plot {
namespace {

// Whether a trace shows numbers by the colours of points and lines, and not of areas.
template <class T>
bool is_thin(const T& trace) {
  if constexpr (std::is_same_v<T, Contours>) return !trace.options.filled;
  return std::is_same_v<T, Scatter> || std::is_same_v<T, Scatter3D>;
}

class Dress {
 public:
  // Where all plots share one colour map, no trace may have another one than its neighbours.
  Dress(const Theme& theme, bool shared) : theme_(theme), shared_(shared) {}

  template <class T>
  void operator()(T& trace) const {
    auto& options = trace.options;
    if constexpr (std::is_same_v<T, Box>) {
      // A node stays as light as it is, and its text has to be read there.
      if (options.fill && !options.text_color) options.text_color = readable_on(*options.fill);
    } else if constexpr (std::is_same_v<T, Text> || std::is_same_v<T, Text3D>) {
      // Black may stand on something light that it was chosen for.
      if (options.color != colors::black) put(options.color);
    } else {
      if constexpr (requires { options.color; }) put(options.color);
      if constexpr (requires { options.colors; }) {
        for (Color& color : options.colors) color = shown(color);
      }
      if constexpr (requires { options.edge; }) {
        if (options.edge == colors::white) options.edge = theme_.background;
        put(options.edge);
      }
      if constexpr (requires { options.map; }) put_map(trace, options.map);
    }
  }

 private:
  void put(std::optional<Color>& color) const {
    if (color) color = shown(*color);
  }

  template <class T>
  void put_map(const T& trace, std::optional<ColorMap>& map) const {
    if (map) put_map(trace, *map);
  }

  template <class T>
  void put_map(const T& trace, ColorMap& map) const {
    if (map == ColorMap::balance) map = ColorMap::balance_dark;
    if (map == ColorMap::blues) map = ColorMap::blues_dark;
    if (shared_) return;
    if (map == ColorMap::greys && !std::is_same_v<T, Images>) map = ColorMap::greys_dark;
    if (map == ColorMap::viridis && is_thin(trace)) map = ColorMap::viridis_dark;
  }

  Color shown(Color given) const {
    for (std::size_t i = 0; i < theme_.cycle.size(); ++i) {
      if (given == cycle_color(i)) return theme_.cycle[i];
    }
    return given == colors::black ? theme_.text : given;
  }

  const Theme& theme_;
  bool shared_;
};

}  // namespace

std::shared_ptr<const Figure> on_dark_ground(const Figure& figure) {
  auto dressed = std::make_shared<Figure>(figure);
  const Dress dress(theme_of(Style::dark), figure.options().shared_colors);
  for_each_plot(*dressed, [&](auto& axes, std::size_t) {
    for (auto& trace : axes.traces) std::visit(dress, trace);
  });
  return dressed;
}

}  // namespace gradus::plot
