#include "lessons/page/html.hpp"

#include <gtest/gtest.h>

#include "lessons/page/number_table.hpp"

namespace gradus::lessons {
namespace {

TEST(Escape, LeavesNoMarkup) {
  EXPECT_EQ(escape("<script>alert(\"1\" & '2')</script>"),
            "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
}

TEST(Duration, HasTwoOrThreeDigits) {
  EXPECT_EQ(duration(0.0000022), "2.2 µs");
  EXPECT_EQ(duration(0.00037), "0.37 ms");
  EXPECT_EQ(duration(0.0997), "100 ms");
  EXPECT_EQ(duration(1.72), "1.7 s");
  EXPECT_EQ(duration(190), "190 s");
}

TEST(Prose, MarksCodeAndMathematics) {
  EXPECT_EQ(prose("run `a < b` where \\(x < y\\) & so on"),
            "run <code>a &lt; b</code> where <span class=\"math\">x &lt; y</span> &amp; so on");
}

TEST(Prose, LeavesWhatNothingCloses) {
  EXPECT_EQ(prose("a ` b"), "a ` b");
  EXPECT_EQ(prose("`a` \\( b"), "<code>a</code> \\( b");
}

TEST(Highlighted, MarksTheParts) {
  EXPECT_EQ(highlighted("int x = 10;  // ten\nf(\"<a>\");\n"),
            "<span class=\"k\">int</span> x = <span class=\"n\">10</span>;  <span class=\"c\">// ten</span>\n"
            "f(<span class=\"s\">&quot;&lt;a&gt;&quot;</span>);\n");
}

TEST(Highlighted, KeepsWordsWithDigitsWhole) {
  EXPECT_EQ(highlighted("x2 = 1e-3;"), "x2 = <span class=\"n\">1e-3</span>;");
}

TEST(EqualAsPrinted, ComparesThePrintedDecimals) {
  EXPECT_TRUE(equal_as_printed(2.99857116, "2.9986"));
  EXPECT_FALSE(equal_as_printed(2.99847116, "2.9986"));
  EXPECT_TRUE(equal_as_printed(Json({12, 108}), "tensor([ 12., 108.])"));
  EXPECT_TRUE(equal_as_printed(10.1019278, "tensor(10.1019, grad_fn=<MeanBackward0>)"));
  EXPECT_FALSE(equal_as_printed(Json({12, 108}), "[12.]"));
  EXPECT_TRUE(equal_as_printed("c1", "c1"));
  EXPECT_TRUE(equal_as_printed(-18.0, "-18"));
}

TEST(NumberTable, SaysWhatIsReproduced) {
  const Page page = {.about = "",
                     .mathematics = {},
                     .numbers = {{"good", "/a", "1.00", ""},
                                 {"bad", "/b", "2.00", ""},
                                 {"known", "/b", "3.00", "it was drawn by hand"},
                                 {"not there", "/c", "", ""}},
                     .questions = {},
                     .notes = {}};
  const Json ours = {{"a", 1.001}, {"b", 2.5}};
  const std::string table = number_table(page, ours, ours, true);
  EXPECT_NE(table.find("yes, all digits"), std::string::npos);
  EXPECT_NE(table.find(">no<"), std::string::npos);
  EXPECT_NE(table.find("no: it was drawn by hand"), std::string::npos);
  EXPECT_EQ(table.find("not there"), std::string::npos);
  EXPECT_EQ(number_table(page, ours, nullptr, false).find("yes, all digits"), std::string::npos);
}

}  // namespace
}  // namespace gradus::lessons
