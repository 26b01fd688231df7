// Every draw of PyTorch in tests/golden/rng.json is drawn here and compared.
#include "gradus/base/random/generator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradus/base/random/fill.hpp"
#include "random_golden.hpp"

namespace gradus::random {
namespace {

/// Sines, cosines and logarithms of float64 are the C library's: one unit in the last place is left to them.
void expect_close(const Doubles& drawn, const json& expected, const std::string& what) {
  const Doubles wanted = flat<double>(expected);
  ASSERT_EQ(drawn.size(), wanted.size()) << what;
  for (size_t i = 0; i < drawn.size(); ++i) {
    const double ulp = std::nextafter(std::abs(wanted[i]), HUGE_VAL) - std::abs(wanted[i]);
    EXPECT_LE(std::abs(drawn[i] - wanted[i]), ulp) << what << " at " << i;
  }
}

template <class T = float>
std::vector<T> normals(Generator& g, size_t n, double mean = 0, double std = 1) {
  std::vector<T> values(n);
  fill_normal(g, values, mean, std);
  return values;
}

template <class T = float>
std::vector<T> uniforms(Generator& g, size_t n, double low = 0, double high = 1) {
  std::vector<T> values(n);
  fill_uniform(g, values, low, high);
  return values;
}

Ints integers(Generator& g, size_t n, int64_t low, int64_t high) {
  Ints values(n);
  fill_randint(g, values, low, high);
  return values;
}

Ints randperm(Generator& g, size_t n) {
  Ints values(n);
  fill_randperm(g, values);
  return values;
}

class TorchDraws : public EverySeed {
 protected:
  static const json& torch(const std::string& key) { return golden_draws("torch", GetParam()).at(key); }
  static Generator generator() { return Generator(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Seeds, TorchDraws, golden_seeds, testing::PrintToStringParamName());

TEST_P(TorchDraws, Integers) {
  Generator g = generator();
  expect_equal(integers(g, 8, 0, int64_t{1} << 32),
               torch("randint(0,2**32,(8,)) (two words each: high, low, mod 2^32)"), "randint 2^32");
  g = generator();
  std::vector<int32_t> words(8);
  fill_random(g, words);
  expect_equal(words, torch("random_() int32 first8 (word mod 2^31)"), "random_ int32");
  g = generator();
  expect_equal(randperm(g, 10), torch("randperm(10)"), "randperm");
  g = generator();
  expect_equal(integers(g, 5, 0, 10), torch("randint(0,10,(5,))"), "randint");
}

TEST_P(TorchDraws, RandomIntegersOf64Bits) {
  Generator g = generator();
  const json& seeds = torch("loader_seeds");
  for (const char* epoch : {"epoch0", "epoch1"}) {
    Ints drawn(2);
    fill_random(g, drawn);
    EXPECT_EQ(std::to_string(drawn[0]), seeds.at(epoch).at("base_seed").get<std::string>());
    EXPECT_EQ(std::to_string(drawn[1]), seeds.at(epoch).at("sampler_seed").get<std::string>());
  }
}

TEST_P(TorchDraws, Uniforms) {
  Generator g = generator();
  expect_equal(uniforms(g, 5), torch("rand(5)"), "rand");
  g = generator();
  expect_equal(uniforms<double>(g, 5), torch("rand(5) double"), "rand double");
  g = generator();
  expect_equal(uniforms(g, 4, -1, 1), torch("uniform_(-1,1) of (4,)"), "uniform_");
}

TEST_P(TorchDraws, Normals) {
  for (size_t n : {3u, 15u, 16u, 20u}) {
    Generator g = generator();
    const std::string key = "randn(" + std::to_string(n) + ")";
    expect_equal(normals(g, n), torch(key), key);
  }
  Generator g = generator();
  expect_equal(normals(g, 24), torch("randn((2,3,4))"), "randn((2,3,4))");
  g = generator();
  expect_equal(normals(g, 3, 0, 0.02), torch("normal_(0,0.02) of (3,)"), "normal_");
  g = generator();
  expect_close(normals<double>(g, 3), torch("randn(3) double"), "randn(3) double");
  g = generator();
  expect_close(normals<double>(g, 20), torch("randn(20) double"), "randn(20) double");
}

TEST_P(TorchDraws, Masks) {
  Generator g = generator();
  const Floats probabilities(8, 0.9f);
  Floats drawn(8);
  fill_bernoulli(g, drawn, probabilities);
  expect_equal(drawn, torch("bernoulli(full((8,),0.9))"), "bernoulli");
  g = generator();
  Floats mask(16);
  fill_dropout_mask(g, mask, 0.1);
  expect_equal(mask, torch("dropout(ones(16),0.1)"), "dropout");
}

/// The weight's bound of a default layer: kaiming_uniform with a = sqrt(5).
double default_bound(double fan_in) {
  return std::sqrt(3.0) * (std::sqrt(2.0 / (1 + std::pow(std::sqrt(5.0), 2))) / std::sqrt(fan_in));
}

TEST_P(TorchDraws, Layers) {
  const auto check = [](const char* key, size_t weights, size_t biases, double fan_in) {
    Generator g = generator();
    const double bound = default_bound(fan_in);
    expect_equal(uniforms(g, weights, -bound, bound), torch(key).at("weight"), key);
    const double bias_bound = 1 / std::sqrt(fan_in);
    expect_equal(uniforms(g, biases, -bias_bound, bias_bound), torch(key).at("bias"), key);
  };
  check("nn.Linear(2,3)", 6, 3, 2);
  check("nn.Conv2d(1,2,3)", 18, 2, 9);
  Generator g = generator();
  expect_equal(normals(g, 12), torch("nn.Embedding(3,4).weight"), "Embedding");
}

TEST_P(TorchDraws, Initialisation) {
  const auto normal = [](const char* key, size_t n, double std) {
    Generator g = generator();
    expect_equal(normals(g, n, 0, std), torch(key), key);
  };
  const auto uniform = [](const char* key, size_t n, double std) {
    Generator g = generator();
    const double bound = std::sqrt(3.0) * std;
    expect_equal(uniforms(g, n, -bound, bound), torch(key), key);
  };
  const double relu_gain = std::sqrt(2.0);
  normal("xavier_normal_(2,3)", 6, std::sqrt(2.0 / 5));
  normal("xavier_normal_(4,5)", 20, std::sqrt(2.0 / 9));
  normal("xavier_normal_(4,5) gain relu", 20, relu_gain * std::sqrt(2.0 / 9));
  normal("xavier_normal_(2,1,3,3)", 18, std::sqrt(2.0 / 27));
  normal("kaiming_normal_(4,5)", 20, relu_gain / std::sqrt(5.0));
  normal("kaiming_normal_(2,3) fan_out relu", 6, relu_gain / std::sqrt(2.0));
  uniform("xavier_uniform_(4,5)", 20, std::sqrt(2.0 / 9));
  uniform("kaiming_uniform_(4,5)", 20, relu_gain / std::sqrt(5.0));
}

TEST_P(TorchDraws, Sequence) {
  Generator g = generator();
  const json& calls = torch("sequence");
  expect_equal(normals(g, 3), calls.at("0 randn(3)"), "0");
  expect_equal(normals(g, 2), calls.at("1 randn(2) (first is the cached half)"), "1");
  expect_equal(uniforms(g, 2), calls.at("2 rand(2)"), "2");
  expect_equal(normals(g, 17), calls.at("3 randn(17)"), "3");
  expect_equal(normals(g, 1), calls.at("4 randn(1)"), "4");
  expect_equal(integers(g, 3, 0, 10), calls.at("5 randint(0,10,(3,))"), "5");
  expect_equal(randperm(g, 5), calls.at("6 randperm(5)"), "6");
  expect_close(normals<double>(g, 3), calls.at("7 randn(3, double)"), "7");
  EXPECT_EQ(calls.size(), 8u);
}

TEST_P(TorchDraws, NoEntryIsLeftOut) {
  EXPECT_EQ(golden_draws("torch", GetParam()).size(), 31u)
      << "a new entry of rng.json needs a line here or in tests/data";
}

TEST(Generator, OneStreamWithOtherBoundsTypesAndSizes) {
  Generator g(77);
  const json draws = stream_of("torch");
  size_t next = 0;
  const auto check = [&](const char* what, const auto& drawn) {
    ASSERT_EQ(draws.at(next).at("what"), what);
    expect_equal(drawn, draws.at(next++).at("values"), what);
  };
  check("uniform float64", uniforms<double>(g, 20, -0.3, 1.7));
  check("uniform float32", uniforms(g, 20, -0.3, 1.7));
  expect_close(normals<double>(g, 7, 0.3, 1.7), draws.at(next++).at("values"), "normal float64 7");
  expect_close(normals<double>(g, 33, 0.3, 1.7), draws.at(next++).at("values"), "normal float64 33");
  check("normal float32 15", normals(g, 15, 0.3, 1.7));
  check("normal float32 100", normals(g, 100, 0.3, 1.7));
  Doubles choices(20);
  fill_bernoulli(g, choices, Doubles(20, 0.3));
  check("bernoulli float64", choices);
  Floats narrow_choices(20);
  fill_bernoulli(g, narrow_choices, 0.3);
  check("bernoulli_ float32", narrow_choices);
  fill_dropout_mask(g, choices, 0.3);
  check("dropout float64", choices);
  check("randint wide", integers(g, 20, -(int64_t{1} << 40), int64_t{1} << 40));
  check("randint narrow", integers(g, 20, -5, int64_t{1} << 31));
  check("randperm", randperm(g, 50));
  EXPECT_EQ(next, draws.size());
}
TEST(MersenneTwister, ItsTenThousandthWordIsTheStandards) {
  // C++ [rand.predef]: the 10000th word of a default-constructed mt19937 is 4123659995.
  Mt19937 one(5489), blocks(5489);
  for (int i = 0; i < 9999; ++i) one.next();
  EXPECT_EQ(one.next(), 4123659995u);
  std::vector<uint32_t> words(10000);
  blocks.fill(std::span(words).first(7));
  blocks.fill(std::span(words).subspan(7));
  EXPECT_EQ(words.back(), 4123659995u);
  EXPECT_EQ(one, blocks);
}

TEST(Generator, ACopyIsASavedState) {
  Generator g(7);
  g.normal();  // leaves its partner in the generator
  const Generator saved = g;
  const Floats first = normals(g, 5);
  EXPECT_NE(g, saved);
  g = saved;
  EXPECT_EQ(g, saved);
  EXPECT_EQ(normals(g, 5), first);
}

TEST(Generator, SeedingDropsTheKeptNormal) {
  Generator g(7);
  g.normal();
  g.manual_seed(7);
  EXPECT_EQ(g, Generator(7));
  EXPECT_EQ(g.initial_seed(), 7u);
}

TEST(Generator, TheLowBitsOfTheSeedCount) {
  Generator small(5), large((uint64_t{1} << 32) + 5);
  EXPECT_EQ(large.initial_seed(), (uint64_t{1} << 32) + 5);
  EXPECT_EQ(small.random64(), large.random64());
}

TEST(Generator, ManualSeedSeedsTheDefaultOne) {
  manual_seed(3);
  EXPECT_EQ(default_generator(), Generator(3));
  default_generator().random32();
  EXPECT_NE(default_generator(), Generator(3));
}

TEST(Generator, LongFillsEqualShortOnes) {
  Generator at_once(11), piecewise(11);
  const Floats all = uniforms(at_once, 2000);
  Floats pieces;
  for (size_t n : {1u, 500u, 700u, 799u}) {
    const Floats part = uniforms(piecewise, n);
    pieces.insert(pieces.end(), part.begin(), part.end());
  }
  EXPECT_EQ(all, pieces);
  EXPECT_EQ(at_once, piecewise);
}

TEST(Generator, EmptyFillsDrawNothing) {
  Generator g(1);
  EXPECT_TRUE(normals(g, 0).empty());
  EXPECT_TRUE(randperm(g, 0).empty());
  EXPECT_EQ(randperm(g, 1), Ints{0});
  EXPECT_EQ(g, Generator(1));
}

TEST(Generator, RandintSpansTheWholeType) {
  Generator g(1);
  const int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  const Ints values = integers(g, 100, least, most);
  EXPECT_LT(*std::min_element(values.begin(), values.end()), least / 2);
  EXPECT_GT(*std::max_element(values.begin(), values.end()), most / 2);
}

TEST(Generator, DropoutWithoutAChoiceDrawsNothing) {
  Generator g(1);
  Doubles mask(3);
  fill_dropout_mask(g, mask, 0);
  EXPECT_EQ(mask, (Doubles{1, 1, 1}));
  fill_dropout_mask(g, mask, 1);
  EXPECT_EQ(mask, (Doubles{0, 0, 0}));
  EXPECT_EQ(g, Generator(1));
}

TEST(Generator, RefusesWhatMakesNoSense) {
  Generator g(1);
  Floats values(3);
  Ints whole(3);
  EXPECT_EQ(message_of([&] { fill_uniform(g, values, 2, 1); }),
            "uniform: low must be at most high, got low 2 and high 1");
  EXPECT_EQ(message_of([&] { fill_uniform(g, values, -1e300, 1e300); }),
            "uniform: the range from -1e+300 to 1e+300 is too wide for its type");
  EXPECT_EQ(message_of([&] { fill_normal(g, values, 0, -1); }), "normal: std must not be negative, got -1");
  EXPECT_EQ(message_of([&] { fill_randint(g, whole, 5, 5); }),
            "randint: low must be less than high, got low 5 and high 5");
  EXPECT_EQ(message_of([&] { fill_dropout_mask(g, values, 1.5); }),
            "dropout: p must be between 0 and 1, got 1.5");
  EXPECT_EQ(message_of([&] { fill_bernoulli(g, values, Floats{0.5f}); }),
            "bernoulli: 1 probabilities for 3 values");
  EXPECT_EQ(message_of([&] { fill_bernoulli(g, values, NAN); }),
            "bernoulli: p must be between 0 and 1, got nan");
  EXPECT_EQ(g, Generator(1)) << "a call that fails draws nothing";
}

}  // namespace
}  // namespace gradus::random
