#include "gradus/plot/scene/notes.hpp"

#include <algorithm>

#include "gradus/plot/scene/color_use.hpp"
#include "gradus/plot/scene/image_grid.hpp"
#include "gradus/plot/scene/markup.hpp"

namespace gradus::plot {

std::vector<Note> notes_of(const Heatmap& heatmap, const Panel& panel, const Theme& theme, double font_size) {
  std::vector<Note> notes;
  if (!heatmap.options.numbers) return notes;
  const std::vector<std::string> texts = cell_texts(heatmap);
  const double size = number_size(heatmap, panel, texts, font_size);
  const auto range = color_range(heatmap);
  notes.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    const Color color = readable_on(cell_color(heatmap, theme, range, heatmap.values[i]));
    const std::size_t row = i / heatmap.columns, column = i % heatmap.columns;
    notes.push_back({texts[i], static_cast<double>(column), static_cast<double>(row), size, color});
  }
  return notes;
}

// As large as the narrowest room over a picture allows.
std::vector<Note> notes_of(const Images& images, const Panel& panel, const Theme& theme, double font_size) {
  const std::vector<std::string>& labels = images.options.labels;
  std::vector<Note> notes;
  if (labels.empty()) return notes;
  const ImageGrid grid(images);
  const double columns = static_cast<double>(images.columns);
  double widest = 0;
  for (const std::string& label : labels) widest = std::max(widest, text_width(label, 1));
  const double across = panel.plot.width() / (panel.x.max - panel.x.min) * columns * (1 + images.options.gap);
  const double up = panel.plot.height() / (panel.y.max - panel.y.min) * grid.head();
  const double size = std::max(1.0, std::min({font_size, 0.95 * across / std::max(1e-9, widest), 0.8 * up}));
  notes.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    notes.push_back({labels[i], grid.left(i) + columns / 2, grid.top(i) - grid.head() / 2, size, theme.text});
  }
  return notes;
}

}  // namespace gradus::plot
