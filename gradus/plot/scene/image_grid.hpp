#pragma once

#include <algorithm>
#include <cmath>

#include "gradus/plot/trace_images.hpp"

// Private to plot.
namespace gradus::plot {

/// Where each picture of an Images stands, in its units.
class ImageGrid {
 public:
  explicit ImageGrid(const Images& images)
      : count_(images.count),
        rows_(static_cast<double>(images.rows)),
        columns_(static_cast<double>(images.columns)),
        gap_(images.options.gap * columns_),
        head_(images.options.labels.empty() ? 0 : 0.3 * rows_),
        across_(images.options.across) {
    if (across_ == 0)
      across_ = static_cast<std::size_t>(std::ceil(std::sqrt(1.6 * static_cast<double>(count_))));
    across_ = std::min(across_, count_);
  }

  double left(std::size_t image) const {
    return static_cast<double>(image % across_) * (columns_ + gap_) - 0.5;
  }
  double top(std::size_t image) const {
    const std::size_t row = image / across_;
    return static_cast<double>(row) * (rows_ + gap_ + head_) - 0.5;
  }
  double head() const { return head_; }  ///< the height of a label over each picture
  double width() const { return static_cast<double>(across_) * (columns_ + gap_) - gap_; }
  double height() const {
    const std::size_t down = (count_ + across_ - 1) / across_;
    return static_cast<double>(down) * (rows_ + gap_ + head_) - gap_;
  }

 private:
  std::size_t count_;
  double rows_, columns_, gap_, head_;
  std::size_t across_;
};

}  // namespace gradus::plot
