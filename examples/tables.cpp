// Reading, looking at, changing and writing tables.
//   example_tables [FOLDER]      where it writes its files; the present folder unless given
#include <gradus/gradus.hpp>
#include <iostream>

using namespace gradus;

int main(int argc, char** argv) try {
  const std::string folder = argc > 1 ? argv[1] : ".";

  // Cells of every kind: quotes, a gap written as NA, an empty one.
  const char* text =
      "species,length,width,count,note\n"
      "adelie,39.1,18.7,3,\"small, tame\"\n"
      "gentoo,46.5,NA,2,\n"
      "chinstrap,49.3,19.9,,\"said \"\"no\"\"\"\n";
  const io::Table birds = io::parse_csv(text, {.allow_nan = true});
  std::cout << birds << "\n\n";
  for (const io::Column& column : birds.columns()) {
    std::cout << column.name << ": " << io::name(column.type()) << ", " << column.missing() << " missing\n";
  }

  // Columns of numbers become a tensor, and a tensor becomes a table.
  const Tensor sizes = data::to_tensor(birds, {"length", "width"});
  const Tensor ratio = sizes.select(1, 0) / sizes.select(1, 1);
  const io::Table result = data::to_table(ratio, {"ratio"}).with(birds["species"]);
  io::write_csv(result, folder + "/ratios.csv.gz");
  std::cout << '\n' << io::read_csv(folder + "/ratios.csv.gz", {.allow_nan = true}) << "\n\n";

  // A file of any size, some rows at a time.
  io::CsvReader reader(folder + "/ratios.csv.gz", {.columns = {"species"}});
  while (const std::optional<io::Table> part = reader.next(2)) {
    std::cout << part->rows() << " rows, the first is " << part->texts("species").front() << '\n';
  }

  // What is wrong is said with its place.
  io::parse_csv("x,y\n1,2\n3,many\n", {.types = {{"y", io::ColumnType::float64}}}, "points.csv");
} catch (const Error& error) {
  std::cout << error.what() << '\n';
}
