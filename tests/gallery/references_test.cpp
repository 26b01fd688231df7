// The gallery looks as it did: small pictures of its entries, drawn again, beside those that are kept.
#include "references.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "gradus/base/file.hpp"
#include "gradus/plot/gnuplot.hpp"
#include "likeness.hpp"
#include "tests/plot/support.hpp"

namespace gradus::gallery {
namespace {

std::string kept(const Reference& reference) {
  return read_file("gallery", std::string(GRADUS_GALLERY_REFERENCES) + "/" + reference.file());
}

// Every eleventh; all of them nightly (GRADUS_GALLERY=all). GRADUS_GALLERY_DIFFERENCES=1 prints what each
// differs by.
TEST(References, DrawnAgainLookTheSame) {
  if (!plot::gnuplot_available()) GTEST_SKIP() << "gnuplot is not installed";
  const char* wanted = std::getenv("GRADUS_GALLERY");
  const size_t step = wanted != nullptr && std::string_view(wanted) == "all" ? 1 : 11;
  const plot::Folder folder;
  const std::vector<Reference> all = references();
  for (size_t i = 0; i < all.size(); i += step) {
    const std::string path = folder / all[i].file();
    draw(all[i], path);
    const Difference found = difference(kept(all[i]), read_file("gallery", path));
    EXPECT_TRUE(found.alike())
        << all[i].file() << ": " << found.mean << " on the whole, " << found.worst
        << " where it is greatest; scripts/gallery.sh --write after a change that was meant";
    if (std::getenv("GRADUS_GALLERY_DIFFERENCES") != nullptr) {
      std::printf("%-28s %.4f %.4f\n", all[i].file().c_str(), found.mean, found.worst);
    }
  }
}

TEST(References, AreThereForEachEntryAndForNothingElse) {
  size_t files = 0, bytes = 0;
  for (const auto& each : std::filesystem::directory_iterator(GRADUS_GALLERY_REFERENCES)) {
    ++files;
    bytes += std::filesystem::file_size(each.path());
  }
  EXPECT_EQ(files, references().size());
  EXPECT_LT(bytes, 1'500'000u);
  for (const Reference& reference : references()) EXPECT_FALSE(kept(reference).empty());
}

}  // namespace
}  // namespace gradus::gallery
