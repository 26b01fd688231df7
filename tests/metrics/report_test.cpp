#include "gradus/metrics/report.hpp"

#include "support.hpp"

namespace gradus::metrics {
namespace {

TEST(ClassificationReport, IsScikitLearnsLetterForLetter) {
  const std::vector<Case> cases = cases_of("classification_report");
  for (const Case& c : cases) {
    const ReportOptions options{
        .labels = c.option<Ints>("labels", {}),
        .target_names = c.option<std::vector<std::string>>("target_names", {}),
        .digits = c.option("digits", 2),
        .zero_division = c.option("zero_division", 0) == 1 ? ZeroDivision::one : ZeroDivision::zero,
        .sample_weight = c.weight()};
    EXPECT_EQ(classification_report(c.arg(0), c.arg(1), options), c.value.get<std::string>()) << c.describe();
  }
  EXPECT_EQ(cases.size(), 62u);
}

TEST(ClassificationReport, RefusesNamesThatDoNotFit) {
  const Tensor y = tensor({0, 1, 2});
  EXPECT_EQ(message_of([&] {
              classification_report(y, y, {.target_names = {"a", "b"}});
            }),
            "classification_report: 2 target_names for 3 classes, {0, 1, 2}");
  EXPECT_EQ(message_of([&] { classification_report(y, y, {.digits = 400}); }),
            "classification_report: digits must be 0 to 17, got 400");
}

}  // namespace
}  // namespace gradus::metrics
