#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "gradus/base/file.hpp"
#include "tests/message_of.hpp"

namespace gradus {

/// A folder of its own for each test.
class Scratch : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  /// Writes a file there and tells its path.
  std::string file(const std::string& name, const std::string& content) const {
    write_file("test", path(name), content);
    return path(name);
  }
  /// How many names the folder holds.
  long names() const {
    using Files = std::filesystem::directory_iterator;
    return std::distance(Files(folder_), Files());
  }

  /// What every writer owes: `save(path)` to a full device, over the file-size limit and into a folder that
  /// is not there is an Error that names the path, and leaves nothing behind. It writes more than 200 bytes.
  void expect_careful_writer(const std::string& op, auto&& save) const {
    EXPECT_EQ(message_of([&] { save("/dev/full"); }),
              op + ": cannot write /dev/full: No space left on device");
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
    EXPECT_EQ(message_of([&] { save(path("none/a")); }),
              op + ": cannot write " + path("none/a") + ": No such file or directory");
    EXPECT_EQ(message_of([&] { save(folder_); }), op + ": cannot write " + folder_ + ": Is a directory");
    const long before = names();
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
    rlimit small = limit;
    small.rlim_cur = 100;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const std::string words = message_of([&] { save(path("large")); });
    ::setrlimit(RLIMIT_FSIZE, &limit);
    EXPECT_EQ(words, op + ": cannot write " + path("large") + ": File too large");
    EXPECT_EQ(names(), before);
    if (::geteuid() == 0) return;  // root may write anywhere
    std::filesystem::create_directory(path("locked"));
    std::filesystem::permissions(path("locked"), std::filesystem::perms::owner_read);
    EXPECT_EQ(message_of([&] { save(path("locked/a")); }),
              op + ": cannot write " + path("locked/a") + ": Permission denied");
  }

  std::string folder_ = testing::TempDir() + "gradus-test-" + std::to_string(::getpid());
};

}  // namespace gradus
