#include "gradus/plot/gif.hpp"

#include <sys/stat.h>

#include <cstdint>
#include <cstdlib>

#include "gradus/plot/gnuplot/script.hpp"
#include "support.hpp"

namespace gradus::plot {
namespace {

Animation small(int frames = 4) {
  Animation animation(Figure({.width = 320, .height = 160, .columns = 2}), {.last_frame_seconds = 2});
  Line& line = animation.figure().axes(0, 0).line({0}, {0}, {.label = "line"});
  Surface& surface = animation.figure().axes3d(0, 1).surface({0, 1}, {0, 1}, {0, 1, 1, 0}, {.opacity = 0.5});
  for (int k = 0; k < frames; ++k) {
    animation.add_frame("frame");
    line.x.push_back(k + 1);
    line.y.push_back(k % 3);
    surface.z[0] += 0.3;
  }
  return animation;
}

std::string program(const Folder& folder, const std::string& name, const std::string& body) {
  std::string path = folder / name;
  std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
  ::chmod(path.c_str(), 0755);
  return path;
}

// The delays, in hundredths of a second, of a GIF's frames, read from its blocks.
std::vector<int> delays_of(const std::string& bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<int>(static_cast<std::uint8_t>(bytes.at(at))); };
  const auto table = [&](int flags) { return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0; };
  std::vector<int> delays;
  std::size_t at = 13 + table(byte(10));
  const auto skip_blocks = [&] {
    while (byte(at) != 0) at += static_cast<std::size_t>(byte(at)) + 1;
    ++at;
  };
  int delay = 0;
  while (byte(at) != 0x3B) {
    if (byte(at) == 0x21) {
      if (byte(at + 1) == 0xF9) delay = byte(at + 4) | byte(at + 5) << 8;
      at += 2;
      skip_blocks();
    } else {
      delays.push_back(delay);
      at += 10 + table(byte(at + 9)) + 1;
      skip_blocks();
    }
  }
  return delays;
}

TEST(Gif, HasItsFramesSizeAndPace) {
  if (!gif_available()) GTEST_SKIP() << "gnuplot or ffmpeg is not installed";
  const Folder folder;
  std::ofstream(folder / "a.gif") << "old";
  write_gif(small(), folder / "a.gif", {.scale = 1.5});
  const std::string bytes = content_of(folder / "a.gif");
  EXPECT_EQ(bytes.substr(0, 6), "GIF89a");
  EXPECT_EQ(static_cast<std::uint8_t>(bytes[6]) | static_cast<std::uint8_t>(bytes[7]) << 8, 480);
  EXPECT_EQ(static_cast<std::uint8_t>(bytes[8]) | static_cast<std::uint8_t>(bytes[9]) << 8, 240);
  EXPECT_EQ(delays_of(bytes), (std::vector<int>{10, 10, 10, 200}));
  EXPECT_TRUE(contains(bytes, "NETSCAPE2.0"));  // begins again
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Gif, IsTheSameHoweverManyProcessesDraw) {
  if (!gif_available()) GTEST_SKIP() << "gnuplot or ffmpeg is not installed";
  const Folder folder;
  write_gif(small(), folder / "a.gif", {.processes = 1});
  write_gif(small(), folder / "b.gif", {.processes = 4});
  EXPECT_EQ(content_of(folder / "a.gif"), content_of(folder / "b.gif"));
}

TEST(Gif, OneFrameIsEnough) {
  if (!gif_available()) GTEST_SKIP() << "gnuplot or ffmpeg is not installed";
  const Folder folder;
  write_gif(small(1), folder / "a.gif");
  EXPECT_EQ(delays_of(content_of(folder / "a.gif")).size(), 1u);
}

TEST(Gif, OptionsAreChecked) {
  EXPECT_EQ(error_of([] { write_gif(small(), "a.png"); }), "write_gif: a.png does not end with .gif");
  EXPECT_TRUE(contains(error_of([] { write_gif(small(), "a.gif", {.processes = -1}); }), "processes is -1"));
  EXPECT_TRUE(contains(error_of([] { write_gif(small(), "a.gif", {.scale = 0}); }), "write_gif: scale is 0"));
  EXPECT_EQ(error_of([] { write_gif(small(0), "a.gif"); }),
            "write_gif: the animation has no frame; call add_frame");
}

TEST(Gif, MissingProgramsAreOneClearSentence) {
  const Folder folder, programs;
  const std::string gnuplot = program(programs, "gnuplot", "exit 0");
  EXPECT_TRUE(
      contains(error_of([&] { write_gif(small(), folder / "a.gif", {.gnuplot = "/nonexistent/gnuplot"}); }),
               "write_gif: /nonexistent/gnuplot is not installed or not in PATH"));
  const GifOptions no_ffmpeg{.gnuplot = gnuplot, .ffmpeg = "/nonexistent/ffmpeg"};
  EXPECT_FALSE(gif_available(no_ffmpeg));
  EXPECT_EQ(
      error_of([&] { write_gif(small(), folder / "a.gif", no_ffmpeg); }),
      "write_gif: /nonexistent/ffmpeg is not installed or not in PATH; install the package ffmpeg, or write "
      "HTML instead");
  ::setenv("GRADUS_FFMPEG", "no-such-ffmpeg", 1);
  EXPECT_FALSE(gif_available());
  ::unsetenv("GRADUS_FFMPEG");
  EXPECT_TRUE(folder.empty());
}

TEST(Gif, AFailingFrameEndsAllOthersAndLeavesNoFile) {
  const Folder folder, programs;
  // The first to come fails, once the others hang.
  const std::string gnuplot =
      program(programs, "gnuplot",
              "if mkdir " + (programs / "taken") +
                  " 2>/dev/null; then sleep 0.3; echo 'line 7: no such terminal' >&2; exit 1; "
                  "fi; exec sleep 600");
  const std::string ffmpeg = program(programs, "ffmpeg", "exit 0");
  const std::string words = error_of(
      [&] { write_gif(small(), folder / "a.gif", {.gnuplot = gnuplot, .ffmpeg = ffmpeg, .processes = 3}); });
  EXPECT_TRUE(contains(words, "failed on"));
  EXPECT_TRUE(contains(words, "line 7: no such terminal"));
  EXPECT_TRUE(folder.empty());
}

TEST(Gif, FailingFfmpegQuotesItsOwnWordsAndLeavesNoFile) {
  if (!gif_available()) GTEST_SKIP() << "gnuplot is not installed";
  const Folder folder, programs;
  const std::string broken = program(programs, "ffmpeg", "echo half; echo 'Unknown encoder gif' >&2; exit 3");
  EXPECT_TRUE(contains(error_of([&] { write_gif(small(1), folder / "a.gif", {.ffmpeg = broken}); }),
                       "(exit status 3): Unknown encoder gif"));
  const std::string silent = program(programs, "silent", "exit 0");
  EXPECT_TRUE(contains(error_of([&] { write_gif(small(1), folder / "a.gif", {.ffmpeg = silent}); }),
                       "wrote nothing for"));
  const std::string hanging = program(programs, "hanging", "exec sleep 600");
  EXPECT_TRUE(
      contains(error_of([&] { write_gif(small(1), folder / "a.gif", {.ffmpeg = hanging, .time_limit = 3}); }),
               "took longer than 3 s"));
  EXPECT_TRUE(folder.empty());
}

TEST(Gif, HangingGnuplotIsStopped) {
  const Folder folder, programs;
  const std::string gnuplot = program(programs, "gnuplot", "exec sleep 600");
  const std::string ffmpeg = program(programs, "ffmpeg", "exit 0");
  EXPECT_TRUE(contains(error_of([&] {
                         write_gif(small(), folder / "a.gif",
                                   {.gnuplot = gnuplot, .ffmpeg = ffmpeg, .time_limit = 0.3, .processes = 2});
                       }),
                       "took longer than 0.3 s"));
  EXPECT_TRUE(folder.empty());
}

TEST(Gif, UnwritableFolderIsOneClearSentenceBeforeAnyDrawing) {
  const Folder programs;
  const std::string gnuplot = program(programs, "gnuplot", "touch " + (programs / "ran"));
  const std::string ffmpeg = program(programs, "ffmpeg", "exit 0");
  EXPECT_EQ(
      error_of([&] { write_gif(small(), "/nonexistent/a.gif", {.gnuplot = gnuplot, .ffmpeg = ffmpeg}); }),
      "write_gif: cannot write /nonexistent/a.gif: No such file or directory");
  EXPECT_FALSE(std::filesystem::exists(programs / "ran"));
}

}  // namespace
}  // namespace gradus::plot
