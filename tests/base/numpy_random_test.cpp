// Every draw of NumPy in tests/golden/rng.json is drawn here and compared.
#include "gradus/base/random/numpy_random.hpp"

#include <limits>
#include <numeric>

#include "random_golden.hpp"

namespace gradus::random {
namespace {

class NumpyDraws : public EverySeed {
 protected:
  static const json& numpy(const std::string& key) { return golden_draws("np", GetParam()).at(key); }
  static NumpyRandom numpy_random() { return NumpyRandom(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Seeds, NumpyDraws, golden_seeds, testing::PrintToStringParamName());

TEST_P(NumpyDraws, EachOfAFreshGenerator) {
  const auto check = [](const std::string& key, auto draw) {
    NumpyRandom rng = numpy_random();
    expect_equal(draw(rng), numpy(key), key);
  };
  using R = NumpyRandom;
  check("words_uint32_first8 (randint(0,2**32,8,dtype=uint32))",
        [](R& r) { return r.randint(0, int64_t{1} << 32, 8); });
  check("rand(5)", [](R& r) { return r.rand(5); });
  check("randint(0,1200,10)", [](R& r) { return r.randint(0, 1200, 10); });
  check("randint(0,675,10)", [](R& r) { return r.randint(0, 675, 10); });
  check("randint(0,12,(2,3))", [](R& r) { return r.randint(0, 12, 6); });
  check("permutation(10)", [](R& r) { return r.permutation(10); });
  check("shuffle(arange(10))", [](R& r) {
    Ints values(10);
    std::iota(values.begin(), values.end(), 0);
    r.shuffle(values);
    return values;
  });
  check("shuffle(arange(6).reshape(3,2))", [](R& r) {
    Ints values{0, 1, 2, 3, 4, 5};
    r.shuffle_rows(std::span(values), 2);
    return values;
  });
  check("uniform(-1,1,3)", [](R& r) { return r.uniform(-1, 1, 3); });
  check("choice(3,1,replace=False)", [](R& r) { return r.choice(3, 1); });
  check("randn(7)", [](R& r) { return r.randn(7); });
  check("normal(0,0.01,4)", [](R& r) { return r.normal(0, 0.01, 4); });
}

TEST_P(NumpyDraws, InSequence) {
  NumpyRandom rng = numpy_random();
  const json& calls = numpy("sequence");
  expect_equal(rng.randn(1), calls.at("0 randn(1)"), "0");
  expect_equal(rng.rand(2), calls.at("1 rand(2)"), "1");
  expect_equal(rng.randn(2), calls.at("2 randn(2) (first is the cached half)"), "2");
  expect_equal(rng.randint(0, 10, 3), calls.at("3 randint(0,10,3)"), "3");
  expect_equal(rng.permutation(5), calls.at("4 permutation(5)"), "4");
  expect_equal(rng.randn(1), calls.at("5 randn(1)"), "5");
  EXPECT_EQ(rng.uniform(), calls.at("6 uniform()").get<double>());
  EXPECT_EQ(calls.size(), 7u);
}

TEST_P(NumpyDraws, NoEntryIsLeftOut) {
  EXPECT_EQ(golden_draws("np", GetParam()).size(), 13u)
      << "a new entry of rng.json needs a line in this file";
}

TEST(NumpyRandom, OneStreamWithOtherRanges) {
  NumpyRandom r(77);
  const json draws = stream_of("numpy");
  expect_equal(r.randint(-5, int64_t{1} << 40, 20), draws.at(0).at("values"), "randint wide");
  for (const json& value : draws.at(1).at("values")) {
    const int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
    EXPECT_EQ(std::to_string(r.randint(least, most)), value.get<std::string>());
  }
  expect_equal(r.randint(-5, 3, 20), draws.at(2).at("values"), "randint narrow");
  expect_equal(r.normal(0.3, 1.7, 21), draws.at(3).at("values"), "normal");
  expect_equal(r.choice(100, 7), draws.at(4).at("values"), "choice");
  Ints rows(60);
  std::iota(rows.begin(), rows.end(), 0);
  r.shuffle_rows(std::span(rows), 3);
  expect_equal(rows, draws.at(5).at("values"), "rows");
}

TEST(NumpyRandom, RefusesWhatMakesNoSense) {
  EXPECT_EQ(message_of([] { NumpyRandom(-1); }),
            "NumpyRandom: the seed must lie between 0 and 4294967295, got -1");
  EXPECT_THROW(NumpyRandom(int64_t{1} << 32), Error);
  NumpyRandom rng(4294967295);
  EXPECT_EQ(message_of([&] { rng.randint(3, 3); }),
            "randint: low must be less than high, got low 3 and high 3");
  EXPECT_EQ(message_of([&] { rng.choice(3, 4); }), "choice: 4 different values of 3 were asked for");
  EXPECT_EQ(message_of([&] { rng.rand(-2); }), "rand: the number of values must not be negative, got -2");
  EXPECT_EQ(message_of([&] { rng.permutation(int64_t{1} << 61); }),
            "permutation: 2305843009213693952 values of 8 bytes are more than can be addressed");
#if !defined(__SANITIZE_ADDRESS__)  // which ends the program instead
  EXPECT_EQ(message_of([&] { rng.rand(int64_t{1} << 55); }),
            "rand: 288230376151711744 bytes were asked for and the system has not that many");
#endif
  EXPECT_EQ(message_of([&] { rng.normal(0, -1); }), "normal: std must not be negative, got -1");
  std::vector<int> values(5);
  EXPECT_EQ(message_of([&] { rng.shuffle_rows(std::span(values), 2); }),
            "shuffle: 5 values are not whole rows of 2");
  EXPECT_EQ(rng, NumpyRandom(4294967295));
}

TEST(NumpyRandom, ARangeOfOneValueDrawsNothing) {
  NumpyRandom rng(1);
  EXPECT_EQ(rng.randint(4, 5, 3), (Ints{4, 4, 4}));
  EXPECT_EQ(rng, NumpyRandom(1));
}

}  // namespace
}  // namespace gradus::random
