#include "gradus/base/file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/scratch.hpp"

namespace gradus {
namespace {

namespace fs = std::filesystem;

using FileTest = Scratch;

TEST_F(FileTest, WhatIsWrittenIsRead) {
  const std::string bytes = std::string("a\0b", 3) + std::string((size_t{1} << 21) + 7, 'x');
  write_file("save", path("a"), bytes);
  EXPECT_EQ(read_file("load", path("a")), bytes);
  write_file("save", path("a"), "", Durability::of_power);
  EXPECT_EQ(read_file("load", path("a")), "");
  EXPECT_EQ(names(), 1);
}

TEST_F(FileTest, IsReadPieceByPiece) {
  write_file("save", path("a"), "abcdefg");
  FileReader file("load", path("a"));
  EXPECT_EQ(file.size(), 7u);
  std::string piece(4, ' ');
  EXPECT_EQ(file.read(piece), 4u);
  EXPECT_EQ(piece, "abcd");
  EXPECT_EQ(file.read(piece), 3u);
  EXPECT_EQ(piece, "efgd");
  EXPECT_EQ(file.read(piece), 0u);
  EXPECT_EQ(FileReader("load", "/dev/null").size(), std::nullopt);
  EXPECT_EQ(message_of([&] { FileReader("load", path("none")); }),
            "load: cannot read " + path("none") + ": No such file or directory");
  EXPECT_EQ(message_of([&] { FileReader("load", folder_).read(piece); }),
            "load: cannot read " + folder_ + ": Is a directory");
}

TEST_F(FileTest, AFileAppearsWholeOrNotAtAll) {
  write_file("save", path("a"), "old");
  {
    NewFile file("save", path("a"));
    file.write("half");
    EXPECT_EQ(read_file("load", path("a")), "old");
  }
  EXPECT_EQ(read_file("load", path("a")), "old");
  EXPECT_EQ(names(), 1);
  NewFile file("save", path("a"));
  file.write("new");
  file.commit();
  EXPECT_EQ(read_file("load", path("a")), "new");
  EXPECT_EQ(names(), 1);
}

TEST_F(FileTest, ALinkStaysALink) {
  write_file("save", path("a"), "old");
  fs::create_symlink("a", path("link"));
  write_file("save", path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read_file("load", path("a")), "new");
}

TEST_F(FileTest, WhatCannotBeReadOrWrittenSaysWhy) {
  EXPECT_EQ(message_of([&] { read_file("load", path("none")); }),
            "load: cannot read " + path("none") + ": No such file or directory");
  EXPECT_EQ(read_file_if_there("load", path("none")), std::nullopt);
  EXPECT_EQ(message_of([&] { read_file_if_there("load", folder_); }),
            "load: cannot read " + folder_ + ": Is a directory");
  EXPECT_EQ(message_of([&] { write_file("save", folder_, "x"); }),
            "save: cannot write " + folder_ + ": Is a directory");
  EXPECT_EQ(message_of([&] { write_file("", path("none/a"), "x"); }),
            "cannot write " + path("none/a") + ": No such file or directory");
  EXPECT_EQ(message_of([&] { write_file("save", "/dev/full", "x"); }),
            "save: cannot write /dev/full: No space left on device");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  EXPECT_EQ(names(), 0);
}

TEST_F(FileTest, AFileSizeLimitIsAnErrorAndNotTheEnd) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string words = message_of([&] { write_file("save", path("a"), std::string(10000, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(words, "save: cannot write " + path("a") + ": File too large");
  EXPECT_EQ(names(), 0);
  sigset_t blocked;
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
  EXPECT_EQ(sigismember(&blocked, SIGXFSZ), 0);
}

}  // namespace
}  // namespace gradus
