#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "gradus/io/source.hpp"

/// Work with a library that a damaged file can crash or send round in circles: it is done by a child process,
/// and what comes back is bytes.
namespace gradus::io {

/// The child's end: sends plain values and bytes, in an order that both sides know.
class Sender {
 public:
  explicit Sender(int descriptor) : descriptor_(descriptor) {}

  void send(std::span<const std::byte> bytes);
  void send_text(std::string_view text);
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void send_value(const T& value) { send(std::as_bytes(std::span(&value, 1))); }

 private:
  int descriptor_;
};

/// The caller's end. An Error when the child ended before it had sent what is asked for: it crashed.
class Receiver {
 public:
  Receiver(const Source& source, int descriptor) : source_(source), descriptor_(descriptor) {}

  void receive(std::span<std::byte> into);
  std::string receive_text();
  template <class T>
  requires std::is_trivially_copyable_v<T> T receive_value() {
    T value{};
    receive(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  [[noreturn]] void fail_damaged() const;

 private:
  const Source& source_;
  int descriptor_;
};

/// Runs `work` in a child process and `receive` here on what it sends. An Error that `work` throws is thrown
/// here, instead of what it did not send. The child gets 10 seconds of a processor and one more for each
/// 4 MB of the source.
void run_apart(const Source& source, const std::function<void(Sender&)>& work,
               const std::function<void(Receiver&)>& receive);

}  // namespace gradus::io
