#include "gradus/plot/plotly/words.hpp"

#include <fmt/format.h>

namespace gradus::plot {

Symbol symbol_of(Marker marker) {
  switch (marker) {
    case Marker::circle:
      break;
    case Marker::square:
      return {"square", true, 0.9};
    case Marker::triangle:
      return {"triangle-up", true, 1.25};
    case Marker::diamond:
      return {"diamond", true, 1.05};
    case Marker::triangle_down:
      return {"triangle-down", true, 1.25};
    case Marker::plus:
      return {"cross-thin", false, 1};
    case Marker::cross:
      return {"x-thin", false, 0.85};
    case Marker::star:
      return {"asterisk", false, 1};
  }
  return {"circle", true, 1};
}

Symbol symbol_3d_of(Marker marker) {
  switch (marker) {
    case Marker::circle:
      break;
    case Marker::square:
      return {"square", true, 0.9};
    case Marker::triangle:
      return {"diamond", true, 1};
    case Marker::diamond:
      return {"diamond-open", false, 1};
    case Marker::triangle_down:
      return {"square-open", false, 0.9};
    case Marker::plus:
    case Marker::cross:  // its "x" is a letter that many fonts lack
      return {"cross", true, 0.9};
    case Marker::star:
      return {"circle-open", false, 1};
  }
  return {"circle", true, 1};
}

const char* plotly_dash_3d(LineStyle style) {
  switch (style) {
    case LineStyle::solid:
      break;
    case LineStyle::dashed:
      return "dash";
    case LineStyle::dotted:
      return "dot";
    case LineStyle::dash_dotted:
      return "dashdot";
  }
  return "solid";
}

std::string css(Color color, double opacity) {
  if (opacity >= 1) return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
  return fmt::format("rgba({},{},{},{:.3g})", color.red, color.green, color.blue, opacity);
}

const char* plotly_dash(LineStyle style) {
  switch (style) {
    case LineStyle::solid:
      break;
    case LineStyle::dashed:
      return "6px,3px";
    case LineStyle::dotted:
      return "1.5px,2.5px";
    case LineStyle::dash_dotted:
      return "6px,2.5px,1.5px,2.5px";
  }
  return "solid";
}

}  // namespace gradus::plot
