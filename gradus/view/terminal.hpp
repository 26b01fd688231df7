#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gradus/train/event.hpp"

namespace gradus::train {
class Trainer;
}

/// Training as it goes on, in a terminal.
namespace gradus::view {

/// "[######--------]": `width` places, of which this part, 0 to 1, is done.
std::string progress_bar(double part, int width = 30);

/// "0:07", "12:34" or "1:02:03".
std::string duration_text(double seconds);

struct CurveTextOptions {
  int columns = 72;  ///< characters a line, with the numbers on the left
  int rows = 6;      ///< lines
  bool log = false;  ///< by the logarithm; what is not positive leaves a gap
};

/// A curve through values in braille characters of two by four dots, `rows` lines that end in line feeds; the
/// greatest and the least value stand on the left. Empty lines where fewer than two values are finite. An
/// Error for fewer than 20 columns or 1 row.
std::string curve_text(std::span<const double> values, const CurveTextOptions& options = {});

/// How far a training is.
struct LiveState {
  int64_t epoch = 0;                                        ///< under way or just done, from 1
  int64_t epochs = 1;                                       ///< how many there shall be
  double epoch_part = 1;                                    ///< of it that is done, 0 to 1
  double loss = 0;                                          ///< of this epoch up to now
  std::vector<std::pair<std::string, double>> values = {};  ///< what else is measured: "val_loss", "accuracy"
  std::optional<double> lr = {};                            ///<
};

struct LiveTime {
  double elapsed = 0;               ///< seconds
  std::optional<double> left = {};  ///< seconds; none at the end
};

/// "epoch 3/10  [#######-----------------]  loss 0.42  val_loss 0.5  rate 0.01  0:12 left", without the parts
/// that matter least where it would be longer than `columns`.
std::string live_line(const LiveState& state, const LiveTime& time, int columns);

struct LiveOptions {
  std::FILE* stream = stderr;
  std::optional<bool> terminal = {};    ///< whether lines can be drawn anew; isatty(stream) if not given
  int columns = 0;                      ///< of a terminal; 0 asks it
  bool curve = false;                   ///< the loss of all epochs over the line, in a terminal
  CurveTextOptions curve_options = {};  ///< its columns are the terminal's, or fewer
  double redraw_seconds = 0.1;          ///< between two pictures in a terminal, at least
  double line_seconds = 5;              ///< between two lines elsewhere, at least
  std::function<double()> clock = {};   ///< seconds; a steady clock if not given
};

/// One line that follows a training: bar, epoch, loss, other values, rate and time left; and over it, on
/// request, the curve of the loss. Where lines cannot be drawn anew, in a pipe say, a plain line now and then
/// and one at the end.
///
///     view::LiveView live({.curve = true});
///     live.watch(trainer);
///     trainer.fit(batches, validation);
///
/// In a loop of one's own: `live.show({.epoch = e, .epochs = 100, .loss = loss.item()});` after each epoch
/// and `live.end()` after the last. It must outlive the training.
class LiveView {
 public:
  explicit LiveView(const LiveOptions& options = {});
  /// Ends the line.
  ~LiveView();
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  /// What trainer's callbacks do.
  void operator()(const train::Event& event);
  void watch(train::Trainer& trainer);

  /// Draws, unless it is too early for that. The loss of an epoch that is done joins the curve.
  void show(const LiveState& state);
  /// Draws the last state for good and goes to the next line; nothing when that has been done.
  void end();

  /// The loss of each epoch.
  const std::vector<double>& losses() const { return losses_; }

 private:
  struct Screen {
    int columns, rows;
  };

  void draw(bool last);
  void draw_in_terminal(bool last);
  Screen screen() const;
  double now() const;
  LiveTime time() const;

  LiveOptions options_;
  bool terminal_;
  double start_, begun_at_ = 0;     // the time, and the part of the training that was done then
  std::optional<double> last_;      // when something was drawn
  std::optional<LiveState> state_;  // the last one; none before the first and after the end
  bool drawn_ = true;               // whether it is on the screen
  int lines_ = 0;                   // on the screen, which the next picture takes over
  std::vector<double> losses_;
  double sum_ = 0;  // of the losses of this epoch's batches
  int64_t batches_ = 0;
};

}  // namespace gradus::view
