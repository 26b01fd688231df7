#pragma once

#include <string>
#include <string_view>

namespace gradus::plot {

/// The folder of the files that pages need (plotly.min.js, katex/): $GRADUS_SHARE, else ../share/gradus
/// beside the running program's folder. It may not exist.
std::string share_dir();

/// The path of one of those files; throws Error, saying how to get it, where it cannot be read.
std::string share_file(std::string_view name);

}  // namespace gradus::plot
