#include "gradus/io/download.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "gradus/base/file.hpp"
#include "http_server.hpp"
#include "tests/message_of.hpp"

namespace gradus::io {
namespace {

namespace fs = std::filesystem;
using test::content_with_ranges;
using test::HttpRequest;
using test::HttpResponse;
using test::HttpServer;
using Lines = std::vector<std::string>;

/// 100,000 bytes that are each another, and their checksum.
std::string sample_content() {
  std::string content;
  for (int i = 0; content.size() < 100000; ++i) content += std::to_string(i) + "\n";
  content.resize(100000);
  return content;
}
const char* const sample_sum = "c44c7da365ba615edb5f397bd5f9caf71238f2f1b10f4351a391959b1cb643e3";

class DownloadTest : public testing::Test {
 protected:
  DownloadTest() {
    if (!can_download()) return;
    fs::create_directories(root_);
    setenv("no_proxy", "127.0.0.1", 1);
    setenv("NO_PROXY", "127.0.0.1", 1);
  }
  void SetUp() override {
    if (!can_download()) GTEST_SKIP() << "this build was made without libcurl";
  }
  ~DownloadTest() override { fs::remove_all(root_); }

  std::string at(const std::string& name) const { return (root_ / name).string(); }
  static std::string content_of(const std::string& path) { return read_file("test", path); }
  void put(const std::string& name, const std::string& content) const {
    std::ofstream(root_ / name, std::ios::binary) << content;
  }
  /// What lies in the folder.
  Lines names() const {
    Lines names;
    for (const auto& entry : fs::directory_iterator(root_)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  void fetch(const Lines& addresses, const DownloadOptions& options) const {
    download(addresses, at("file"), options);
  }

  const std::string content_ = sample_content();
  const DownloadOptions known_{.sha256 = sample_sum, .bytes = 100000};
  fs::path root_ = fs::path(testing::TempDir()) / ("gradus_download_" + std::to_string(getpid()));
};

TEST_F(DownloadTest, BringsAFileAndTellsHowFarItIs) {
  HttpServer server([&](const HttpRequest& request) { return content_with_ranges(content_, request); });
  int64_t done = 0, total = 0;
  DownloadOptions options = known_;
  options.progress = [&](int64_t now, int64_t of) {
    EXPECT_GT(now, done);
    done = now;
    total = of;
  };
  download(Lines{server.address("/a")}, at("folder/in/folder/file"), options);
  EXPECT_EQ(content_of(at("folder/in/folder/file")), content_);
  EXPECT_EQ(done, 100000);
  EXPECT_EQ(total, 100000);
  download(Lines{server.address("/a")}, at("folder/in/folder/file"), options);
  EXPECT_EQ(server.requests(), (Lines{"/a"})) << "what is there is not fetched again";
  EXPECT_EQ(fs::exists(at("folder/in/folder/file.part")) || fs::exists(at("folder/in/folder/file.lock")),
            false);
}

TEST_F(DownloadTest, NeedsToKnowNothingOfTheFile) {
  HttpServer server([&](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/old") return {.status = 302, .headers = {"Location: /new"}};
    return {.body = request.path == "/empty" ? "" : content_};
  });
  fetch({server.address("/old")}, {});
  EXPECT_EQ(content_of(at("file")), content_);
  download(Lines{server.address("/empty")}, at("empty"), {});
  EXPECT_EQ(content_of(at("empty")), "");
}

TEST_F(DownloadTest, GoesOnWhereAnEarlierCallStopped) {
  HttpServer server([&](const HttpRequest& request) { return content_with_ranges(content_, request); });
  put("file.part", content_.substr(0, 40000));
  fetch({server.address("/a")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(server.requests(), (Lines{"/a from 40000"}));
  EXPECT_EQ(names(), (Lines{"file"}));
}

TEST_F(DownloadTest, GoesOnAfterACutConnection) {
  HttpServer server([&](const HttpRequest& request) {
    HttpResponse response = content_with_ranges(content_, request);
    if (!request.range_begin) response.cut_after = 30000;
    return response;
  });
  fetch({server.address("/a")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(server.requests(), (Lines{"/a", "/a from 30000"}));
}

TEST_F(DownloadTest, AServerWithoutRangesSendsAllAgain) {
  HttpServer server([&](const HttpRequest&) { return HttpResponse{.body = content_}; });
  put("file.part", "something else");
  fetch({server.address("/a")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(server.requests(), (Lines{"/a from 14"}));
}

TEST_F(DownloadTest, APartOfAnotherFileIsThrownAway) {
  HttpServer server([&](const HttpRequest& request) { return content_with_ranges(content_, request); });
  put("file.part", std::string(500, 'x'));
  fetch({server.address("/a")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(server.requests(), (Lines{"/a from 500", "/a"}));

  fs::remove(at("file"));
  put("file.part", std::string(200000, 'x'));  // longer than the file
  fetch({server.address("/b")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);

  fs::remove(at("file"));
  put("file.part", content_);  // whole already
  fetch({server.address("/c")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(server.requests(), (Lines{"/a from 500", "/a", "/b from 200000", "/b"}));
}

TEST_F(DownloadTest, AServerThatGoesOnFromAnotherPlaceIsNotBelieved) {
  HttpServer server([&](const HttpRequest& request) {
    HttpResponse response = content_with_ranges(content_, request);
    if (request.range_begin) response.headers = {"Content-Range: bytes 0-99999/100000"};
    return response;
  });
  put("file.part", content_.substr(0, 40000));
  fetch({server.address("/a")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
}

TEST_F(DownloadTest, TheNextAddressHelpsOut) {
  HttpServer server([&](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/gone") return {.status = 404, .body = "not here"};
    if (request.path == "/wrong") return {.body = std::string(100000, 'w')};
    if (request.path == "/long") return {.body = content_ + "more"};
    return content_with_ranges(content_, request);
  });
  fetch(
      {server.address("/gone"), server.address("/wrong"), server.address("/long"), server.address("/right")},
      known_);
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(server.requests(), (Lines{"/gone", "/wrong", "/long", "/right"}));
}

TEST_F(DownloadTest, NamesEveryAddressThatFailed) {
  HttpServer server([&](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/gone") return {.status = 404};
    if (request.path == "/short") return {.body = "short"};
    if (request.path == "/long") return {.body = content_ + "more"};
    return {.body = std::string(100000, 'w')};
  });
  const std::string gone = server.address("/gone"), wrong = server.address("/wrong"),
                    small = server.address("/short"), large = server.address("/long");
  EXPECT_EQ(message_of([&] {
              fetch({gone, small, large, wrong}, known_);
            }),
            "download: file could not be had: " + gone + ": the server answers 404; " + small +
                ": 5 bytes came, the file has 100000; " + large +
                ": more than the 100000 bytes of the file come; " + wrong +
                ": wrong checksum: SHA-256 is "
                "0af6d7a00b4c067cea9f902fe29603150d22434d95c503525e2db5bb625e81d2, it should be " +
                sample_sum);
  EXPECT_EQ(names(), Lines{}) << "nothing half-written is left";
}

TEST_F(DownloadTest, AnInterruptedDownloadKeepsWhatCame) {
  HttpServer server([&](const HttpRequest& request) {
    HttpResponse response = content_with_ranges(content_, request);
    response.cut_after = request.range_begin ? 0 : 30000;
    return response;
  });
  const std::string address = server.address("/a");
  EXPECT_EQ(message_of([&] { fetch({address}, known_); }),
            "download: file could not be had: " + address +
                ": the connection was cut after 30000 of 100000 bytes; 30000 bytes are kept, the next "
                "attempt goes on");
  EXPECT_EQ(names(), (Lines{"file.part"}));
  HttpServer better([&](const HttpRequest& request) { return content_with_ranges(content_, request); });
  fetch({better.address("/b")}, known_);
  EXPECT_EQ(better.requests(), (Lines{"/b from 30000"}));
  EXPECT_EQ(content_of(at("file")), content_);
}

TEST_F(DownloadTest, WhoIsToldMayEndIt) {
  HttpServer server([&](const HttpRequest& request) { return content_with_ranges(content_, request); });
  DownloadOptions options = known_;
  options.progress = [](int64_t, int64_t) { throw std::runtime_error("enough"); };
  EXPECT_THROW(fetch({server.address("/a"), server.address("/b")}, options), std::runtime_error);
  EXPECT_EQ(names(), (Lines{"file.part"}));
  fetch({server.address("/c")}, known_);
  EXPECT_EQ(content_of(at("file")), content_);
}

TEST_F(DownloadTest, NobodyListening) {
  std::string address;
  {
    HttpServer gone([](const HttpRequest&) { return HttpResponse{}; });
    address = gone.address("/a");
  }
  const std::string message = message_of([&] { fetch({address}, known_); });
  EXPECT_TRUE(message.starts_with("download: file could not be had: " + address + ": Failed to connect"))
      << message;
}

TEST_F(DownloadTest, AnAddressThatFallsSilentIsGivenUp) {
  HttpServer server([&](const HttpRequest& request) {
    if (request.path == "/silent") std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    return HttpResponse{.body = content_};
  });
  DownloadOptions options = known_;
  options.stall_seconds = 1;
  const std::string message = message_of([&] { fetch({server.address("/silent")}, options); });
  EXPECT_NE(message.find("Operation too slow"), std::string::npos) << message;
}

TEST_F(DownloadTest, UnwritablePlaces) {
  HttpServer server([&](const HttpRequest&) { return HttpResponse{.body = content_}; });
  const Lines addresses{server.address("/a")};
  put("occupied", "a file, not a folder");
  EXPECT_EQ(message_of([&] { download(addresses, at("occupied/file"), known_); }),
            "download: cannot make the folder " + at("occupied") + ": Not a directory");
  fs::create_directories(at("part/file.part"));
  EXPECT_EQ(message_of([&] { download(addresses, at("part/file"), known_); }),
            "download: cannot write " + at("part/file.part") + ": Is a directory");
  if (geteuid() != 0) {  // root may write anywhere
    fs::create_directories(at("closed"));
    fs::permissions(at("closed"), fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(message_of([&] { download(addresses, at("closed/file"), known_); }),
              "download: cannot write " + at("closed/file.lock") + ": Permission denied");
  }
  EXPECT_EQ(server.requests(), Lines{});
}

TEST_F(DownloadTest, AFullDiskIsNamedAndWhatCameIsKept) {
  HttpServer server([&](const HttpRequest&) { return HttpResponse{.body = content_}; });
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{.rlim_cur = 20000, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = message_of([&] { fetch({server.address("/a")}, known_); });
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(message, "download: cannot write " + at("file.part") + ": File too large");
  EXPECT_EQ(names(), (Lines{"file.part"}));
}

TEST_F(DownloadTest, TwoProcessesFetchOnce) {
  HttpServer server([&](const HttpRequest& request) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return content_with_ranges(content_, request);
  });
  const std::string address = server.address("/a");
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      const bool well = message_of([&] { fetch({address}, known_); }) == "no error";
      _exit(well && fs::file_size(at("file")) == 100000 ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  EXPECT_EQ(server.requests(), (Lines{"/a"}));
  EXPECT_EQ(content_of(at("file")), content_);
  EXPECT_EQ(names(), (Lines{"file"}));
}

TEST_F(DownloadTest, RefusesOtherAddresses) {
  EXPECT_EQ(message_of([&] { fetch({"file:///etc/passwd"}, {}); }),
            "download: \"file:///etc/passwd\" is no address of http or https");
  EXPECT_EQ(message_of([&] { fetch({}, {}); }), "download: no address is known for " + at("file"));
}

}  // namespace
}  // namespace gradus::io
