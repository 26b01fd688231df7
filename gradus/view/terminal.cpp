#include "gradus/view/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "gradus/train/trainer.hpp"

namespace gradus::view {
namespace {

/// Whether a stream is a screen on which lines can be drawn anew.
bool is_screen(std::FILE* stream) {
  const char* kind = std::getenv("TERM");
  return ::isatty(::fileno(stream)) != 0 && !(kind && std::string_view(kind) == "dumb");
}

/// Everything of an epoch but its loss.
std::vector<std::pair<std::string, double>> others(const train::EpochRecord& record) {
  std::vector<std::pair<std::string, double>> values = record.values;
  std::erase_if(values, [](const auto& value) { return value.first == "loss"; });
  // What tells most comes first: it stays where there is little room.
  std::stable_partition(values.begin(), values.end(),
                        [](const auto& value) { return value.first == "val_loss"; });
  return values;
}

}  // namespace

LiveView::LiveView(const LiveOptions& options)
    : options_(options), terminal_(options.terminal.value_or(is_screen(options.stream))), start_(now()) {}

LiveView::~LiveView() { end(); }

double LiveView::now() const {
  if (options_.clock) return options_.clock();
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

LiveView::Screen LiveView::screen() const {
  Screen found{80, 24};
  ::winsize size{};
  if (::ioctl(::fileno(options_.stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    found = {size.ws_col, size.ws_row > 0 ? size.ws_row : found.rows};
  if (options_.columns > 0) found.columns = options_.columns;
  return found;
}

void LiveView::operator()(const train::Event& event) {
  switch (event.moment) {
    case train::Moment::start:
      start_ = now();
      begun_at_ = static_cast<double>(event.epoch) / static_cast<double>(std::max<int64_t>(event.epochs, 1));
      losses_.clear();
      for (const train::EpochRecord& record : event.history.epochs) {
        if (const double* loss = record.find("loss")) losses_.push_back(*loss);
      }
      sum_ = 0, batches_ = 0;
      return;
    case train::Moment::batch: {
      sum_ += event.loss;
      ++batches_;
      LiveState state{.epoch = event.epoch,
                      .epochs = event.epochs,
                      .epoch_part = static_cast<double>(event.batch) /
                                    static_cast<double>(std::max<int64_t>(event.batches, 1)),
                      .loss = sum_ / static_cast<double>(batches_),
                      .values = {},
                      .lr = event.lr};
      // The epoch is done only when its validation is.
      state.epoch_part = std::min(state.epoch_part, 0.999);
      if (!event.history.epochs.empty()) state.values = others(event.history.epochs.back());
      show(state);
      return;
    }
    case train::Moment::epoch: {
      const double* loss = event.record->find("loss");
      show({.epoch = event.epoch,
            .epochs = event.epochs,
            .epoch_part = 1,
            .loss = loss ? *loss : event.loss,
            .values = others(*event.record),
            .lr = event.lr});
      sum_ = 0, batches_ = 0;
      return;
    }
    case train::Moment::end:
      end();
      return;
  }
}

void LiveView::watch(train::Trainer& trainer) {
  for (const train::Moment moment :
       {train::Moment::start, train::Moment::batch, train::Moment::epoch, train::Moment::end})
    trainer.on(moment, [this](const train::Event& event) { (*this)(event); });
}

void LiveView::show(const LiveState& state) {
  const bool epoch_done = state.epoch_part >= 1;
  if (epoch_done) losses_.push_back(state.loss);
  state_ = state;
  drawn_ = false;
  if (!terminal_ && !epoch_done) return;
  // The first picture comes at once, the first line of a file after its time.
  const double interval = terminal_ ? options_.redraw_seconds : options_.line_seconds;
  if ((terminal_ && !last_) || now() - last_.value_or(start_) >= interval) draw(false);
}

void LiveView::end() {
  if (!state_) return;
  if (terminal_ || !drawn_) draw(true);
  state_.reset();
  last_.reset();
  lines_ = 0;
}

LiveTime LiveView::time() const {
  const double elapsed = now() - start_;
  const double done = (static_cast<double>(state_->epoch) - 1 + state_->epoch_part) /
                      static_cast<double>(std::max<int64_t>(state_->epochs, 1));
  LiveTime result{.elapsed = elapsed};
  if (done < 1) result.left = done > begun_at_ ? elapsed * (1 - done) / (done - begun_at_) : 0;
  return result;
}

void LiveView::draw(bool last) {
  if (terminal_) {
    draw_in_terminal(last);
  } else {
    LiveTime spent = time();
    if (last) spent.left.reset();
    constexpr int whole = 400;  // a line of a file has room
    fmt::print(options_.stream, "{}\n", live_line(*state_, spent, whole));
  }
  std::fflush(options_.stream);
  last_ = now();
  drawn_ = true;
}

void LiveView::draw_in_terminal(bool last) {
  const Screen size = screen();
  LiveTime spent = time();
  if (last) spent.left.reset();
  std::string text;
  int lines = 1;
  if (options_.curve && size.columns > 24 && size.rows > 3) {
    CurveTextOptions curve = options_.curve_options;
    curve.columns = std::min(curve.columns, size.columns - 1);
    curve.rows = std::clamp(curve.rows, 1, size.rows - 2);
    text = curve_text(losses_, curve);
    lines += curve.rows;
  }
  text += live_line(*state_, spent, size.columns - 1);
  // Back to the first line of the last picture, then line by line, each cleared behind its end.
  std::string out = "\r";
  if (lines_ > 1) out += fmt::format("\033[{}A", lines_ - 1);
  for (size_t from = 0; from <= text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    out.append(text, from, end - from).append("\033[K");
    if (end < text.size()) out += '\n';
    from = end + 1;
  }
  if (last) out += '\n';
  fmt::print(options_.stream, "{}", out);
  lines_ = lines;
}

}  // namespace gradus::view
