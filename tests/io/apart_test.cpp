#include "gradus/io/apart.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "tests/message_of.hpp"

namespace gradus::io {
namespace {

Source source() { return Source::of_memory("load", "abc", "x"); }

/// The words about work that ends as `end` does.
std::string error_of(auto&& end) {
  const Source of = source();
  return message_of([&] {
    run_apart(
        of,
        [&](Sender& sender) {
          sender.send_value(1);
          end();
        },
        [](Receiver& receiver) {
          EXPECT_EQ(receiver.receive_value<int>(), 1);
          receiver.receive_value<int>();
        });
  });
}

TEST(Apart, WhatIsSentArrives) {
  const Source of = source();
  const std::string large(300000, 'x');
  run_apart(
      of,
      [&](Sender& sender) {
        sender.send_value(2.5);
        sender.send_text(large);
        sender.send_text("");
        sender.send({});
        sender.send_text(of.read_text(0, 3));
      },
      [&](Receiver& receiver) {
        EXPECT_EQ(receiver.receive_value<double>(), 2.5);
        EXPECT_EQ(receiver.receive_text(), large);
        EXPECT_EQ(receiver.receive_text(), "");
        receiver.receive({});
        EXPECT_EQ(receiver.receive_text(), "abc");
      });
}

TEST(Apart, AnErrorThereIsAnErrorHere) {
  EXPECT_EQ(error_of([] { source().fail("is bad"); }), "load: x: is bad");
}

TEST(Apart, ACrashThereIsAnErrorHere) {
  const std::string damaged = "load: x: is damaged in a way that the library which reads it does not survive";
  EXPECT_EQ(error_of([] { std::raise(SIGSEGV); }), damaged);
  EXPECT_EQ(error_of([] { std::abort(); }), damaged);
  EXPECT_EQ(error_of([] { std::raise(SIGXCPU); }), damaged);  // as after too long a time
  EXPECT_EQ(error_of([] {}), damaged);
}

TEST(Apart, ACallerWhoHasEnoughEndsTheChild) {
  const Source of = source();
  EXPECT_EQ(message_of([&] {
              run_apart(
                  of,
                  [](Sender& sender) {
                    for (;;) sender.send_value(1);
                  },
                  [](Receiver& receiver) {
                    receiver.receive_value<int>();
                    throw Error("enough");
                  });
            }),
            "enough");
}

}  // namespace
}  // namespace gradus::io
