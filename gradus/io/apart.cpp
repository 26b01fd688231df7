#include "gradus/io/apart.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

namespace gradus::io {
namespace {

// Every piece that is sent has a byte before it: here it comes, or the words of an Error do.
constexpr char piece_follows = 'p', error_follows = 'e';

/// The two ends of a pipe, closed with their scope.
struct Pipe {
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  explicit Pipe(const Source& source) {
    if (::pipe2(ends, O_CLOEXEC) != 0)
      source.fail(fmt::format("no pipe can be made: {}", std::strerror(errno)));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(int which) {
    if (ends[which] >= 0) ::close(std::exchange(ends[which], -1));
  }
  int ends[2] = {-1, -1};
};

/// A child that is gone when its object is.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (::waitpid(id_, nullptr, WNOHANG) != 0) return;  // it has ended
    ::kill(id_, SIGKILL);
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) continue;
  }

 private:
  pid_t id_;
};

/// A crash of the child is its own affair: no handler of the program, no core file, no words of the C
/// library.
void live_apart(uint64_t size) {
  for (int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGPIPE, SIGXCPU}) ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const rlim_t seconds = 10 + size / (uint64_t{4} << 20);
  const rlimit time{seconds, seconds};
  ::setrlimit(RLIMIT_CPU, &time);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] void be_child(int descriptor, uint64_t size, const std::function<void(Sender&)>& work) {
  live_apart(size);
  std::string words;
  try {
    Sender sender(descriptor);
    work(sender);
    ::_exit(0);
  } catch (const std::exception& error) {
    words = error.what();
  }
  const uint64_t length = words.size();
  write_all(descriptor, {&error_follows, 1});
  write_all(descriptor, {reinterpret_cast<const char*>(&length), sizeof(length)});
  write_all(descriptor, words);
  ::_exit(0);  // and not exit: what the program would do at its end is not the child's
}

/// False where the bytes end before.
bool read_exactly(int descriptor, std::span<std::byte> into) {
  while (!into.empty()) {
    const ssize_t got = ::read(descriptor, into.data(), into.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into = into.subspan(static_cast<size_t>(got));
  }
  return true;
}

/// A length and as many bytes; false where they end before or are no text that anyone would send.
bool read_text(int descriptor, std::string& text) {
  uint64_t length = 0;
  constexpr uint64_t most = uint64_t{1} << 30;
  if (!read_exactly(descriptor, std::as_writable_bytes(std::span(&length, 1))) || length > most) return false;
  text.resize(length);
  return read_exactly(descriptor, std::as_writable_bytes(std::span(text)));
}

}  // namespace

void Sender::send(std::span<const std::byte> bytes) {
  const bool sent = write_all(descriptor_, {&piece_follows, 1}) &&
                    write_all(descriptor_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!sent) ::_exit(1);  // nobody listens any more
}

void Sender::send_text(std::string_view text) {
  const uint64_t length = text.size();
  std::string whole(reinterpret_cast<const char*>(&length), sizeof(length));
  whole += text;
  send(std::as_bytes(std::span(whole)));
}

void Receiver::receive(std::span<std::byte> into) {
  char kind = 0;
  if (!read_exactly(descriptor_, std::as_writable_bytes(std::span(&kind, 1)))) fail_damaged();
  std::string words;
  if (kind == error_follows && read_text(descriptor_, words)) fail(std::move(words));
  if (kind != piece_follows || !read_exactly(descriptor_, into)) fail_damaged();
}

std::string Receiver::receive_text() {
  receive({});
  std::string text;
  if (!read_text(descriptor_, text)) fail_damaged();
  return text;
}

void Receiver::fail_damaged() const {
  source_.fail("is damaged in a way that the library which reads it does not survive");
}

void run_apart(const Source& source, const std::function<void(Sender&)>& work,
               const std::function<void(Receiver&)>& receive) {
  Pipe pipe(source);
  const pid_t id = ::fork();
  if (id < 0) source.fail(fmt::format("no process can be made: {}", std::strerror(errno)));
  if (id == 0) be_child(pipe.ends[1], source.size(), work);
  const Child child(id);
  pipe.close_end(1);
  Receiver receiver(source, pipe.ends[0]);
  receive(receiver);
}

}  // namespace gradus::io
