#include "gradus/view/picture_grids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/base/error.hpp"
#include "gradus/plot/text.hpp"
#include "gradus/view/layer_outputs.hpp"

namespace gradus::view {
namespace {

/// How many pictures stand side by side, so that the whole is a little wider than high.
size_t usual_across(size_t count) {
  return std::max<size_t>(1, static_cast<size_t>(std::ceil(std::sqrt(1.6 * static_cast<double>(count)))));
}

/// Room for `count` pictures, `across` side by side, and a title.
plot::FigureOptions room_for(const std::string& title, size_t count, size_t across, double aspect,
                             int width) {
  const auto columns = static_cast<double>(std::min(across, count));
  const double rows = std::ceil(static_cast<double>(count) / static_cast<double>(across));
  const double wide = width > 0 ? width : std::clamp(84.0 * columns, 360.0, 1000.0);
  const double high = wide * rows * aspect / columns + 30;
  return {.title = title,
          .width = static_cast<int>(wide),
          .height = static_cast<int>(std::clamp(high, 120.0, 4000.0)) + (title.empty() ? 0 : 34)};
}

/// From channels first to channels last, each number from 0 to 1 between the least and the greatest.
std::vector<double> as_colors(const std::vector<double>& weights, size_t count, size_t pixels) {
  const auto [least, greatest] = std::minmax_element(weights.begin(), weights.end());
  const double low = *least, range = *greatest > low ? *greatest - low : 1;
  std::vector<double> result;
  result.reserve(count * pixels * 3);
  for (size_t i = 0; i < count; ++i) {
    for (size_t p = 0; p < pixels; ++p) {
      for (size_t c = 0; c < 3; ++c) result.push_back((weights[(3 * i + c) * pixels + p] - low) / range);
    }
  }
  return result;
}

}  // namespace

plot::Figure filters(const nn::Conv2d& layer, const FilterOptions& options) {
  const Tensor weight = layer.weight().detach();  // [out, in, h, w]
  const auto outputs = static_cast<size_t>(weight.size(0)), inputs = static_cast<size_t>(weight.size(1)),
             rows = static_cast<size_t>(weight.size(2)), columns = static_cast<size_t>(weight.size(3));
  if (options.most < 1) fail("filters: no pictures");
  const bool colored = options.color && inputs == 3;
  const size_t each = colored ? 1 : inputs, count = std::min(outputs * each, options.most);
  // All inputs of an output in a row, as long as they fit.
  const size_t across = each > 1 && each <= 32 ? each : usual_across(count);
  std::vector<double> pixels = weight.to_vector();
  pixels.resize(count * rows * columns * (colored ? 3 : 1));
  double largest = 0;
  for (const double value : pixels)
    largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
  plot::Figure figure(room_for(options.title, count, across,
                               static_cast<double>(rows) / static_cast<double>(columns), options.width));
  plot::Axes& axes = figure.axes();
  if (colored) {
    axes.images(count, rows, columns, 3, as_colors(pixels, count, rows * columns), {.across = across});
    return figure;
  }
  if (largest == 0) largest = 1;
  axes.images(count, rows, columns, 1, std::move(pixels),
              {.across = across,
               .map = plot::ColorMap::balance,
               .min = -largest,
               .max = largest,
               .frame = true,
               .color_bar = true});
  return figure;
}

namespace {

const LayerOutput& layer_at(const LayerOutputs& outputs, const std::string& path) {
  std::string known;
  for (const LayerOutput& at : outputs.layers) {
    const bool pictures = at.output.dim() == 4;
    if (path.empty() ? pictures && dynamic_cast<const nn::Conv2d*>(at.layer) : at.path == path) {
      if (pictures) return at;
      fail(fmt::format("feature_maps: {} gives {}, which is no pictures", at.name(),
                       to_string(at.output.shape())));
    }
    if (pictures) known += (known.empty() ? "" : ", ") + at.path;
  }
  if (path.empty()) fail("feature_maps: the model has no Conv2d");
  fail(fmt::format("feature_maps: no layer \"{}\" ran; {} give pictures", path, known));
}

/// One picture as a row of pictures.
Tensor as_batch(const Tensor& picture) {
  const Tensor batch = picture.dim() == 3 ? picture.unsqueeze(0) : picture;
  if (batch.dim() != 4 || batch.size(0) != 1 || batch.numel() == 0)
    fail(fmt::format("feature_maps: a picture [channels, h, w] is needed, not {}",
                     to_string(picture.shape())));
  return batch;
}

/// The input, in colours where it has three channels, else its first channel.
void draw_input(plot::Axes& axes, const Tensor& batch) {
  const auto rows = static_cast<size_t>(batch.size(2)), columns = static_cast<size_t>(batch.size(3));
  axes.title = "input";
  if (batch.size(1) == 3) {
    axes.image(rows, columns, 3, as_colors(batch.to_vector(), 1, rows * columns), {.frame = true});
  } else {
    axes.image(rows, columns, 1, batch[0][0].to_vector(), {.frame = true});
  }
}

}  // namespace

plot::Figure feature_maps(nn::Layer& model, const Tensor& picture, const FeatureMapOptions& options) {
  if (options.most < 1) fail("feature_maps: no pictures");
  const Tensor batch = as_batch(picture);
  const LayerOutputs outputs = layer_outputs(model, batch);
  const LayerOutput& at = layer_at(outputs, options.layer);
  const auto count = std::min(static_cast<size_t>(at.output.size(1)), options.most),
             rows = static_cast<size_t>(at.output.size(2)), columns = static_cast<size_t>(at.output.size(3));
  std::vector<double> pixels = at.output.to_vector();
  pixels.resize(count * rows * columns);
  const size_t across = usual_across(count);
  plot::FigureOptions room = room_for(
      options.title, count, across, static_cast<double>(rows) / static_cast<double>(columns), options.width);
  room.height += 26;  // the names over the plots
  if (options.input) {
    room.columns = 4;  // the maps take three
    if (options.width == 0) room.width = room.width * 4 / 3;
  }
  plot::Figure figure(room);
  if (options.input) {
    draw_input(figure.axes(0, 0), batch);
    figure.span(0, 1, {.columns = 3});
  }
  plot::Axes& axes = figure.axes(0, options.input ? 1 : 0);
  axes.title = plot::literal(at.name());
  axes.images(count, rows, columns, 1, std::move(pixels),
              {.across = across, .map = plot::ColorMap::viridis, .each = options.each});
  return figure;
}

}  // namespace gradus::view
