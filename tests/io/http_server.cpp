#include "http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace gradus::test {
namespace {

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the client has gone
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

HttpRequest parsed(const std::string& head) {
  HttpRequest request;
  const size_t begin = head.find(' ') + 1;
  request.path = head.substr(begin, head.find(' ', begin) - begin);
  constexpr std::string_view range = "\r\nRange: bytes=";
  if (const size_t at = head.find(range); at != std::string::npos) {
    request.range_begin = std::stoll(head.substr(at + range.size()));
  }
  return request;
}

}  // namespace

HttpServer::HttpServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* generic = reinterpret_cast<sockaddr*>(&place);
  if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error(std::strerror(errno));
  }
  port_ = ntohs(place.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string HttpServer::address(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<std::string> HttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void HttpServer::serve() {
  while (!stopping_) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    answer_one(connection);
    ::close(connection);
  }
}

void HttpServer::answer_one(int connection) {
  std::string head;
  char piece[4096];
  while (head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = ::recv(connection, piece, sizeof piece, 0);
    if (got <= 0) return;
    head.append(piece, static_cast<size_t>(got));
  }
  const HttpRequest request = parsed(head);
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request.path +
                        (request.range_begin ? " from " + std::to_string(*request.range_begin) : ""));
  }
  const HttpResponse response = answer_(request);
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " Answer\r\nConnection: close\r\n";
  text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  for (const std::string& header : response.headers) text += header + "\r\n";
  send_all(connection, text + "\r\n");
  send_all(connection,
           std::string_view(response.body).substr(0, response.cut_after.value_or(response.body.size())));
}

HttpResponse content_with_ranges(const std::string& content, const HttpRequest& request) {
  if (!request.range_begin) return {.body = content};
  const auto begin = static_cast<size_t>(*request.range_begin);
  if (begin >= content.size()) return {.status = 416};
  return {.status = 206,
          .body = content.substr(begin),
          .headers = {"Content-Range: bytes " + std::to_string(begin) + "-" +
                      std::to_string(content.size() - 1) + "/" + std::to_string(content.size())}};
}

}  // namespace gradus::test
