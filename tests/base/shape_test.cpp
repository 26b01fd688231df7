#include "gradus/base/shape.hpp"

#include <gtest/gtest.h>

#include "gradus/base/error.hpp"
#include "tests/message_of.hpp"

namespace gradus {
namespace {

TEST(Shape, PrintsAsPythonPrintsTuples) {
  EXPECT_EQ(to_string(Shape{}), "()");
  EXPECT_EQ(to_string(Shape{3}), "(3,)");
  EXPECT_EQ(to_string(Shape{2, 3}), "(2, 3)");
}

TEST(Shape, DenseStridesSkipEmptyDimensions) {
  EXPECT_EQ(dense_strides(Shape{2, 3, 4}), (Strides{12, 4, 1}));
  EXPECT_EQ(dense_strides(Shape{2, 0, 4}), (Strides{4, 4, 1}));
  EXPECT_EQ(dense_strides(Shape{}).rank(), 0);
}

TEST(Shape, RefusesMoreThanEightDimensions) {
  EXPECT_EQ(message_of([] { Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}; }),
            "shape: 9 dimensions given, at most 8 are possible");
  Shape shape{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_THROW(shape.push_back(1), Error);
  EXPECT_EQ(shape, (Shape{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(Shape, SizesAreCheckedBeforeTheyAreMultiplied) {
  EXPECT_NO_THROW(check_size("zeros", {1 << 20, 0, 1 << 20}, 8));
  EXPECT_EQ(message_of([] { check_size("zeros", {2, -1}, 4); }), "zeros: negative size in shape (2, -1)");
  EXPECT_EQ(message_of([] {
              check_size("zeros", {int64_t{1} << 31, int64_t{1} << 31}, 4);
            }),
            "zeros: shape (2147483648, 2147483648) needs more bytes than can be addressed");
}

TEST(Shape, AxesCountFromTheEndWhenNegative) {
  EXPECT_EQ(normalize_axis("sum", -1, 3), 2);
  EXPECT_EQ(normalize_axis("sum", -1, 0), 0);
  EXPECT_EQ(message_of([] { normalize_axis("sum", 2, 2); }),
            "sum: dimension 2 is out of range for a tensor of 2 dimensions; from -2 to 1 exist");
}

TEST(Error, NamesTheLayersFromTheOutsideIn) {
  Error error("matmul: inner dimensions differ");
  error.in_layer("fc1");
  error.in_layer("encoder");
  EXPECT_STREQ(error.what(), "encoder.fc1: matmul: inner dimensions differ");
}

}  // namespace
}  // namespace gradus
