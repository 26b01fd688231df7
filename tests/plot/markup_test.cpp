#include "gradus/plot/scene/markup.hpp"

#include <gtest/gtest.h>

#include "gradus/plot/text.hpp"

namespace gradus::plot {
namespace {

TEST(Markup, PlainTextStandsForItself) {
  EXPECT_EQ(plain_text("x_1^2 {a} \\alpha 50%"), "x_1^2 {a} \\alpha 50%");
  EXPECT_EQ(plotly_text("x_1 <b>&</b>"), "x_1 &lt;b&gt;&amp;&lt;/b&gt;");
}

TEST(Markup, MathematicsBecomesTags) {
  EXPECT_EQ(plotly_text("$x_1^2$"), "<i>x</i><sub>1</sub><sup>2</sup>");
  EXPECT_EQ(plotly_text("rate $10^{-3}$"), "rate 10<sup>−3</sup>");
  EXPECT_EQ(plotly_text("$w_{ij}$"), "<i>w</i><sub><i>ij</i></sub>");
  EXPECT_EQ(plotly_text("$\\eta = 0.1$"), "<i>η</i> = 0.1");
  EXPECT_EQ(plotly_text("$\\partial L$"), "∂<i>L</i>");
  EXPECT_EQ(plotly_text("$\\tanh x$"), "tanh <i>x</i>");
  EXPECT_EQ(plotly_text("$\\unknown$"), "\\unknown");
  EXPECT_EQ(plotly_text("$\\{a\\_b\\}$"), "{<i>a</i>_<i>b</i>}");
}

TEST(Markup, SignsThatTheFontLacksHaveOneThatHasThem) {
  EXPECT_EQ(gnuplot_text("$\\sum x$ ∂∇y"), "'{/KaTeX_Size1 ∑}{/:Italic x} {/KaTeX_Main ∂∇}y'");
  EXPECT_EQ(gnuplot_text("$a_{\\infty}$"), "'{/:Italic a}_{{/KaTeX_Main ∞}}'");
  EXPECT_EQ(gnuplot_text("α × → é"), "'α × → é'");
  EXPECT_EQ(plotly_text("∑"), "∑");
}

TEST(Markup, AccentsFollowTheirLetter) {
  EXPECT_EQ(plotly_text("$\\hat y$"), "<i>y\u0302</i>");
  EXPECT_EQ(plotly_text("$\\bar{x}$"), "<i>x\u0304</i>");
  EXPECT_EQ(plain_text("$\\hat$"), "");
}

TEST(Markup, UnfinishedMathematicsIsHarmless) {
  EXPECT_EQ(plain_text("$x_{1$"), "x1");
  EXPECT_EQ(plain_text("$x_$"), "x_");
  EXPECT_EQ(plain_text("$}{$"), "");
  EXPECT_EQ(plain_text("$\\$"), "\\");
}

TEST(Markup, DollarSigns) {
  EXPECT_EQ(plain_text("5$$"), "5$");
  EXPECT_EQ(plain_text("costs $5"), "costs $5");
  EXPECT_EQ(literal("$a$"), "$$a$$");
  EXPECT_EQ(plain_text(literal("from $5 to $_10")), "from $5 to $_10");
}

TEST(Markup, GnuplotTextIsEscaped) {
  EXPECT_EQ(gnuplot_text("it's"), "'it’s'");
  EXPECT_EQ(gnuplot_text("a_b^c@{d}&~\\"), "'a\\_b\\^c\\@\\{d\\}\\&\\~\\\\'");
  EXPECT_EQ(gnuplot_text("one\ntwo"), "'one'.\"\\n\".'two'");
  EXPECT_EQ(gnuplot_text("$x_1$"), "'{/:Italic x}_{1}'");
  EXPECT_EQ(gnuplot_text(""), "''");
  EXPECT_EQ(gnuplot_text("'.system('rm').'"), "'’.system(’rm’).’'");
}

TEST(Markup, ControlCharactersAndBrokenBytesAreReplaced) {
  EXPECT_EQ(plain_text("a\tb\x1b[0m"), "a b [0m");
  EXPECT_EQ(plain_text("a\xff"), "a\xEF\xBF\xBD");
  EXPECT_EQ(plain_text("\xc0\xaf"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // an overlong slash
  EXPECT_EQ(plain_text("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  EXPECT_EQ(plain_text("\xe2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // ends too early
  EXPECT_EQ(plain_text("naïve 東京 😀"), "naïve 東京 😀");
}

TEST(Markup, WidthGrowsWithTheText) {
  EXPECT_EQ(text_width("", 14), 0);
  EXPECT_GT(text_width("mm", 14), text_width("ii", 14));
  EXPECT_GT(text_width("$x$ long", 14), text_width("x", 14));
  EXPECT_DOUBLE_EQ(text_width("a\nbbbb", 10), text_width("bbbb", 10));
  EXPECT_LT(text_width("$x^{2}$", 14), text_width("x2", 14));
}

}  // namespace
}  // namespace gradus::plot
