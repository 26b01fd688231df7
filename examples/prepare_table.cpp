// A table of numbers and text with gaps becomes numbers to learn from, and the same steps, kept as JSON,
// prepare rows that come later: columns are found by name, and a category never seen gives zeros.
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

int main() try {
  const io::Table people = io::parse_csv(
      "age,color,height\n"
      "31,red,1.5\n"
      ",blue,1.75\n"
      "25,,2.0\n"
      "52,red,\n",
      {.allow_nan = true});

  data::Pipeline numbers, texts;
  numbers.add("fill", data::SimpleImputer({.strategy = data::Impute::median}))
      .add("scale", data::StandardScaler());
  texts.add("fill", data::SimpleImputer({.strategy = data::Impute::most_frequent}))
      .add("encode", data::OneHotEncoder({.handle_unknown = data::Unknown::ignore}));
  data::ColumnTransformer prepare({.verbose_names = false});
  prepare.add("numbers", numbers, data::Columns::numbers()).add("texts", texts, data::Columns::texts());

  const Tensor x = prepare.fit_transform(people);
  for (const std::string& name : prepare.feature_names_out()) std::cout << name << ' ';
  std::cout << '\n' << x << '\n';

  data::write_transformer("prepare.json", prepare);
  const auto again = data::read_transformer("prepare.json");
  const io::Table later = io::parse_csv("color,id,height,age\nviolet,7,1.6,40\n");
  std::cout << again->transform(later) << '\n';

  const io::Table renamed = io::parse_csv("colour,height,age\nred,1.6,40\n", {}, "renamed.csv");
  try {
    again->transform(renamed);
  } catch (const Error& error) {
    std::cout << error.what() << '\n';
  }
} catch (const Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
