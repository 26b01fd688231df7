// The entries of the gallery and the folder that is made of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "apps/gallery/album.hpp"
#include "gradus/base/file.hpp"
#include "gradus/plot/html.hpp"
#include "gradus/plot/share.hpp"
#include "tests/plot/support.hpp"

namespace gradus::gallery {
namespace {

namespace fs = std::filesystem;
using lessons::Format;

TEST(Gallery, NamesDifferAndAreFileNames) {
  std::set<std::string_view> names;
  for (const Family& family : families()) {
    EXPECT_FALSE(family.title.empty());
    EXPECT_FALSE(family.entries.empty());
    for (const Entry& entry : family.entries) {
      EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
      EXPECT_EQ(find(entry.name), &entry);
      EXPECT_TRUE(entry.caption.ends_with(".")) << entry.name;
      EXPECT_TRUE(std::all_of(entry.name.begin(), entry.name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      })) << entry.name;
    }
  }
  EXPECT_EQ(find("no-such-picture"), nullptr);
}

// What can be drawn as a page can be drawn at all, and twice in the same way.
TEST(Gallery, EveryEntryIsAPageInBothStylesAndTheSameAgain) {
  for (const Family& family : families()) {
    for (const Entry& entry : family.entries) {
      const auto json = [&](plot::Style style) {
        return std::visit([](const auto& any) { return plot::plotly_json(any); }, drawn(entry, style));
      };
      const std::string paper = json(plot::Style::paper);
      EXPECT_EQ(paper, json(plot::Style::paper)) << entry.name;
      EXPECT_NE(paper, json(plot::Style::dark)) << entry.name;
    }
  }
}

TEST(Gallery, AnAlbumHoldsWhatWasAskedForAndAnIndexOfWhatIsThere) {
  if (!fs::exists(fs::path(plot::share_dir()) / "plotly.min.js"))
    GTEST_SKIP() << "the build has no plotly.js";
  const plot::Folder folder;
  const auto album = [&](std::vector<plot::Style> styles) {
    return Album({.folder = folder.path(), .styles = std::move(styles), .formats = {Format::html}});
  };
  std::vector<double> parts;
  const lessons::Drawn done =
      album({plot::Style::paper, plot::Style::dark}).add(*find("lines"), [&](double part) {
        parts.push_back(part);
      });
  EXPECT_EQ(done.files, 2u);
  EXPECT_EQ(done.problem, "");
  EXPECT_EQ(parts, (std::vector<double>{0.5, 1}));
  const std::string page = read_file("", folder / "dark/lines.html");
  EXPECT_TRUE(plot::contains(page, "src=\"../assets/plotly.min.js\""));
  EXPECT_LT(page.size(), 200'000u);  // the library is not in it
  // A later run finds the picture of the earlier one.
  const Album later = album({plot::Style::paper});
  later.add(*find("descent"), [](double) {});
  later.write_index();
  const std::string index = read_file("", later.front().string());
  for (const char* file : {"paper/lines.html", "dark/lines.html", "paper/descent.html"}) {
    EXPECT_TRUE(plot::contains(index, file));
    EXPECT_TRUE(fs::exists(folder.path() / file));
  }
  EXPECT_FALSE(plot::contains(index, "dark/descent.html"));
  EXPECT_TRUE(plot::contains(index, "2 pictures"));
}

// The bars for pages with 30 frames of two surfaces of 50 x 50 points.
TEST(Gallery, AnAnimationOfTwoSurfacesIsASmallPage) {
  if (!fs::exists(fs::path(plot::share_dir()) / "plotly.min.js"))
    GTEST_SKIP() << "the build has no plotly.js";
  const plot::Folder folder;
  const auto animation = std::get<plot::Animation>(find("learning")->draw());
  ASSERT_EQ(animation.frames().size(), 30u);
  plot::write_html(animation, folder / "shared.html", {.library = "plotly.min.js"});
  plot::write_html(animation, folder / "whole.html");
  EXPECT_LT(fs::file_size(folder.path() / "shared.html"), 2'000'000u);
  EXPECT_LT(fs::file_size(folder.path() / "whole.html"), 7'000'000u);
}

}  // namespace
}  // namespace gradus::gallery
