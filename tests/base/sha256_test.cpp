// Checksums against the standard's examples.
#include "gradus/base/sha256.hpp"

#include <gtest/gtest.h>

namespace gradus {
namespace {

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 sum;
  EXPECT_EQ(sum.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sum.add("a");
  sum.add("bc");
  EXPECT_EQ(sum.hex(), sha256("abc"));
}

}  // namespace
}  // namespace gradus
