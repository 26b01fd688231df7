#include "gradus/io/labelled_csv.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gradus/base/file.hpp"
#include "tests/io/scratch.hpp"

namespace gradus::io {
namespace {

using LabelledCsvWriter = Scratch;

LabelledTable example() {
  return {.rows = 3,
          .columns = 2,
          .features = {5.1, 3, 0.1, -2, 1e-7, 4.25},
          .labels = {0, 2, 1},
          .class_names = {"setosa", "a, b", "NA"}};
}

TEST_F(LabelledCsvWriter, WritesWhatIsReadAgain) {
  for (const char* name : {"t.csv", "t.csv.gz"}) {
    write_labelled_csv(example(), path(name));
    const LabelledTable read = read_labelled_csv(path(name));
    EXPECT_EQ(read.rows, 3);
    EXPECT_EQ(read.columns, 2);
    EXPECT_EQ(read.features, example().features);
    EXPECT_EQ(read.labels, example().labels);
    EXPECT_EQ(read.class_names, example().class_names);
  }
  EXPECT_EQ(read_file("test", path("t.csv")),
            "3,2,setosa,\"a, b\",NA\n5.1,3.0,0\n0.1,-2.0,2\n1e-07,4.25,1\n");
}

TEST_F(LabelledCsvWriter, ChecksTheTableFirst) {
  const auto error = [&](auto&& change) {
    LabelledTable table = example();
    change(table);
    return message_of([&] { write_labelled_csv(table, path("t.csv")); });
  };
  EXPECT_EQ(error([](LabelledTable& t) { t.labels[1] = 3; }),
            "write_labelled_csv: row 1 has label 3, class_names has 3 classes");
  EXPECT_EQ(error([](LabelledTable& t) { t.labels.pop_back(); }),
            "write_labelled_csv: 3 rows of 2 features are promised, there are 6 features and 2 labels");
  EXPECT_EQ(
      error([](LabelledTable& t) { t.rows = int64_t{1} << 62; }),
      "write_labelled_csv: 4611686018427387904 rows of 2 features are promised, there are 6 features and 3 "
      "labels")
      << "a product that wraps";
  EXPECT_EQ(error([](LabelledTable& t) { t.columns = 0; }),
            "write_labelled_csv: 3 rows of 0 features are no table");
  EXPECT_EQ(error([](LabelledTable& t) { t.features[3] = NAN; }),
            "write_labelled_csv: row 1, feature 1 is nan, which is not a finite number");
  EXPECT_EQ(message_of([] { write_labelled_csv(example(), "/dev/full"); }),
            "write_labelled_csv: cannot write /dev/full: No space left on device");
  EXPECT_EQ(names(), 0);
}

}  // namespace
}  // namespace gradus::io
