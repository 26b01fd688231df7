#include "gradus/plot/dark_colors.hpp"

#include <optional>
#include <type_traits>
#include <vector>

#include "gradus/plot/each_plot.hpp"
#include "gradus/plot/raster.hpp"
#include "gradus/plot/scene.hpp"

namespace gradus::plot {
namespace {

class Dress {
 public:
  explicit Dress(const Theme& theme) : theme_(theme) {}

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
    }
  }

 private:
  void put(std::optional<Color>& color) const {
    if (color) color = shown(*color);
  }

  Color shown(Color given) const {
    for (std::size_t i = 0; i < theme_.cycle.size(); ++i) {
      if (given == cycle_color(i)) return theme_.cycle[i];
    }
    return given == colors::black ? theme_.text : given;
  }

  const Theme& theme_;
};

}  // namespace

std::shared_ptr<const Figure> on_dark_ground(const Figure& figure) {
  auto dressed = std::make_shared<Figure>(figure);
  const Dress dress(theme_of(Style::dark));
  for_each_plot(*dressed, [&](auto& axes, std::size_t) {
    for (auto& trace : axes.traces) std::visit(dress, trace);
  });
  return dressed;
}

}  // namespace gradus::plot
