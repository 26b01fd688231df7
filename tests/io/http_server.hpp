#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace gradus::test {

/// What a client asked for.
struct HttpRequest {
  std::string path;
  std::optional<int64_t> range_begin = std::nullopt;  ///< of "Range: bytes=N-"
};

struct HttpResponse {
  int status = 200;
  std::string body = {};
  std::vector<std::string> headers = {};
  std::optional<size_t> cut_after = std::nullopt;  ///< the connection ends after so many bytes of the body
};

/// A small server of HTTP on 127.0.0.1 that answers as it is told, one request a connection.
class HttpServer {
 public:
  using Answer = std::function<HttpResponse(const HttpRequest&)>;

  explicit HttpServer(Answer answer);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string address(const std::string& path) const;
  /// What was asked for so far, "/file" or "/file from 100".
  std::vector<std::string> requests() const;

 private:
  void serve();
  void answer_one(int connection);

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// The answer of a server that has this content and can go on from any place of it.
HttpResponse content_with_ranges(const std::string& content, const HttpRequest& request);

}  // namespace gradus::test
