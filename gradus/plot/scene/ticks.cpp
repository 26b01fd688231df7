#include "gradus/plot/scene/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradus/plot/scene/markup.hpp"

namespace gradus::plot {
namespace {

struct Step {
  double size;
  int parts;  // into which minor ticks divide it
};

// The smallest of 1, 2, 5 times a power of ten that makes at most `most` steps of this length.
Step round_step(double length, int most) {
  const double least = length / most;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const auto& [factor, parts] : {Step{1, 5}, Step{2, 4}, Step{5, 5}}) {
    if (factor * power >= least * (1 - 1e-9)) return {factor * power, parts};
  }
  return {10 * power, 5};
}

std::string power_of_ten(int exponent) { return fmt::format("$10^{{{}}}$", exponent); }

// The number with just the digits that a step of this size needs; far from 1 as a multiple of a power of ten.
std::string number_label(double value, double step, double greatest) {
  const int top = static_cast<int>(std::floor(std::log10(greatest) + 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(step) + 1e-9));
  if (top >= 5 || top <= -4) {
    if (value == 0) return "0";
    const double scaled = value / std::pow(10.0, top);
    return with_minus(fmt::format("{:.{}f}", scaled, std::clamp(top - last, 0, 12))) + "·" +
           power_of_ten(top);
  }
  return with_minus(fmt::format("{:.{}f}", value, std::clamp(-last, 0, 12)));
}

std::vector<double> minor_between(const AxisView& view, double step, int parts) {
  std::vector<double> minor;
  const double part = step / parts;
  const double first = std::ceil(view.min / part - 1e-9);
  for (double i = first; i * part <= view.max + 1e-9 * part && minor.size() < 1000; ++i) {
    if (std::fmod(std::abs(i), parts) > 0.5) minor.push_back(i * part);
  }
  return minor;
}

// Room that the labels take along the axis, in px, and that there is from tick to tick.
bool fits(const std::vector<Tick>& ticks, double length, bool along, double font_size) {
  if (ticks.size() < 2) return true;
  double widest = 0;
  for (const Tick& tick : ticks) widest = std::max(widest, text_width(tick.label, font_size));
  const double room = length / static_cast<double>(ticks.size() - 1);
  return along ? widest + 1.1 * font_size <= room : 2.2 * font_size <= room;
}

void linear(AxisView& view, double length, bool along, double font_size) {
  int most = along ? 10 : 8;
  view.ticks = linear_ticks(view.min, view.max, most);
  while (most > 2 && !fits(view.ticks, length, along, font_size)) {
    view.ticks = linear_ticks(view.min, view.max, --most);
  }
  const Step step = round_step(view.max - view.min, most);
  view.minor = minor_between(view, step.size, step.parts);
}

void logarithmic(AxisView& view, double length, bool along, double font_size) {
  const int low = static_cast<int>(std::floor(std::log10(view.min) + 1e-9));
  const int high = static_cast<int>(std::ceil(std::log10(view.max) - 1e-9));
  const auto inside = [&](double v) { return v >= view.min * (1 - 1e-9) && v <= view.max * (1 + 1e-9); };
  for (int every = 1; every <= std::max(1, high - low); ++every) {
    view.ticks.clear();
    for (int e = low; e <= high; e += every) {
      const double value = std::pow(10.0, e);
      if (inside(value)) view.ticks.push_back({value, power_of_ten(e)});
    }
    if (fits(view.ticks, length, along, font_size)) break;
  }
  if (high - low <= 12) {
    for (int e = low; e < high; ++e) {
      for (int digit = 2; digit <= 9; ++digit) {
        const double value = digit * std::pow(10.0, e);
        if (inside(value)) view.minor.push_back(value);
      }
    }
  }
  if (view.ticks.size() >= 2) return;
  view.ticks = linear_ticks(view.min, view.max, along ? 5 : 6);  // less than two decades: plain numbers
  view.minor.clear();
}

// The distance of the two ticks that are closest, in px.
double narrowest(const AxisView& view, double length) {
  double least = length;
  for (std::size_t i = 1; i < view.ticks.size(); ++i) {
    const double from = view.place(view.ticks[i - 1].at), to = view.place(view.ticks[i].at);
    least = std::min(least, std::abs(to - from) * length);
  }
  return least;
}

// 0 and powers of ten on both sides, from the end of the linear part on.
void symmetrical(AxisView& view, double length, bool along, double font_size) {
  const double greatest = std::max(std::abs(view.min), std::abs(view.max));
  const int high = static_cast<int>(std::floor(std::log10(greatest) + 1e-9));
  int low = static_cast<int>(std::ceil(std::log10(view.linthresh) - 1e-9));
  const auto inside = [&](double v) { return std::abs(view.place(v) - 0.5) <= 0.5 + 1e-9; };
  const auto add = [&](double at, const std::string& label) {
    if (inside(at)) view.ticks.push_back({at, label});
  };
  const double room =
      along ? text_width("−" + power_of_ten(high), font_size) + 1.1 * font_size : 1.6 * font_size;
  const double decade = length / (view.straight(view.max) - view.straight(view.min));  // px
  if (inside(0)) {
    while (low < high && decade * view.straight(std::pow(10.0, low)) < room) ++low;
  }
  for (int every = 1; every <= std::max(1, high - low + 1); ++every) {
    view.ticks.clear();
    for (int e = high - (high - low) % every; e >= low; e -= every)
      add(-std::pow(10.0, e), "−" + power_of_ten(e));
    add(0, "0");
    for (int e = low; e <= high; e += every) add(std::pow(10.0, e), power_of_ten(e));
    if (narrowest(view, length) >= room) break;
  }
  const int first = static_cast<int>(std::floor(std::log10(view.linthresh) + 1e-9));
  for (int e = first; e <= high && decade > 1.8 * font_size; ++e) {
    for (int digit = 2; digit <= 9; ++digit) {
      const double at = digit * std::pow(10.0, e);
      if (at <= view.linthresh) continue;
      if (inside(-at)) view.minor.push_back(-at);
      if (inside(at)) view.minor.push_back(at);
    }
  }
  if (view.ticks.size() >= 2) return;
  view.ticks =
      linear_ticks(view.min, view.max, along ? 5 : 6);  // all of it in the linear part, or in a decade
  view.minor.clear();
}

void given(AxisView& view, const Axis& axis, double length, bool along, double font_size) {
  view.custom = true;
  double widest = 0;
  for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
    const double at = axis.ticks[i];
    if (at < view.min || at > view.max) continue;
    const std::string label =
        axis.tick_labels.empty() ? with_minus(fmt::format("{:.6g}", at)) : axis.tick_labels[i];
    view.ticks.push_back({at, label});
    widest = std::max(widest, text_width(label, font_size));
  }
  if (view.ticks.size() < 2) return;
  const double room = length / static_cast<double>(view.ticks.size());
  if (along && widest + 0.5 * font_size > room && !axis.tick_labels.empty()) view.label_angle = 40;
  const double needed = !along || view.label_angle != 0 ? 1.2 * font_size : widest + 0.5 * font_size;
  const auto every = static_cast<std::size_t>(std::ceil(needed / room - 1e-9));
  for (std::size_t i = 0; i < view.ticks.size(); ++i) {
    if (every > 1 && i % every != 0) view.ticks[i].label.clear();
  }
}

}  // namespace

std::string with_minus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, "−");
  return text;
}

std::vector<Tick> linear_ticks(double min, double max, int most) {
  const double step = round_step(max - min, most).size;
  const double greatest = std::max(std::abs(min), std::abs(max));
  std::vector<Tick> ticks;
  const double first = std::ceil(min / step - 1e-9);
  for (double i = first; i * step <= max + 1e-9 * step && ticks.size() < 1000; ++i) {
    const double at = i == 0 ? 0 : i * step;
    ticks.push_back({at, number_label(at, step, greatest)});
  }
  return ticks;
}

void choose_ticks(AxisView& view, const Axis& axis, double length, bool along, double font_size) {
  view.ticks.clear();
  view.minor.clear();
  view.label_angle = 0;
  if (!axis.ticks.empty()) {
    given(view, axis, length, along, font_size);
  } else if (view.log) {
    logarithmic(view, length, along, font_size);
  } else if (view.linthresh > 0) {
    symmetrical(view, length, along, font_size);
  } else {
    linear(view, length, along, font_size);
  }
}

}  // namespace gradus::plot
