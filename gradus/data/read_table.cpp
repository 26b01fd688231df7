#include "gradus/data/read_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/nearest.hpp"
#include "gradus/data/catalogue.hpp"
#include "gradus/data/column_facts.hpp"
#include "gradus/data/datasets.hpp"
#include "gradus/data/find.hpp"
#include "gradus/io/csv_dialect.hpp"
#include "gradus/io/csv_parser.hpp"
#include "gradus/io/file.hpp"
#include "gradus/io/labelled_csv.hpp"

namespace gradus::data {
namespace {

namespace fs = std::filesystem;

/// The file that a known dataset is made of; nothing for those of several files, which are no tables.
std::optional<std::string> file_of_dataset(const std::string& name) {
  for (const KnownDataset& dataset : known_datasets()) {
    if (dataset.name == name && dataset.files.size() == 1) return std::string(dataset.files.front().path);
  }
  return std::nullopt;
}

std::string path_of(const std::string& place, const std::string& directory) {
  std::error_code error;
  if (fs::is_directory(place, error)) fail(fmt::format("read_table: {} is a folder, not a table", place));
  if (fs::exists(place, error)) return place;
  const bool is_name = place.find('/') == std::string::npos;
  if (is_name) {
    const FindOptions options{.directory = directory};
    const std::optional<std::string> known = file_of_dataset(place);
    if (const auto found = try_find(known.value_or(place), options)) return found->path;
    if (known) fail(fmt::format("read_table: {0} is not here; 'gradus data get {0}' downloads it", place));
  }
  std::vector<std::string> names;
  for (const KnownDataset& dataset : known_datasets()) {
    if (dataset.files.size() == 1) names.emplace_back(dataset.name);
  }
  fail(fmt::format("read_table: there is no file {}{}", place,
                   is_name && !place.ends_with(".csv")
                       ? ", and no known table of this name; " + did_you_mean(place, names)
                       : ""));
}

constexpr const char* class_column = "target";  // its name in scikit-learn's layouts

struct ShippedLayout {
  int64_t columns;
  std::string_view first_class, name;
};
constexpr std::array<ShippedLayout, 3> shipped_layouts{
    {{4, "setosa", "iris"}, {13, "class_0", "wine"}, {30, "malignant", "breast_cancer"}}};

std::vector<std::string> names_for(const io::LabelledTable& table) {
  for (const ShippedLayout& layout : shipped_layouts) {
    if (layout.columns == table.columns && layout.first_class == table.class_names.front()) {
      return feature_names(layout.name);
    }
  }
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(table.columns));
  for (int64_t j = 0; j < table.columns; ++j) names.push_back(fmt::format("x{}", j));
  return names;
}

io::ColumnTypes types_for(const std::vector<std::string>& present, const ReadTableOptions& options) {
  io::ColumnTypes types;
  for (const std::string& name : present) {
    if (const auto wanted = options.types.find(name); wanted != options.types.end()) types.insert(*wanted);
  }
  for (const std::string& name : options.texts) {
    if (std::find(present.begin(), present.end(), name) == present.end()) {
      fail(fmt::format("read_table: there is no column \"{}\"; {}", name, did_you_mean(name, present)));
    }
    types[name] = io::ColumnType::text;
  }
  return types;
}

/// The same cells as text.
io::Column text_of(const io::Column& column) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<size_t>(column.size()));
  for (int64_t row = 0; row < column.size(); ++row) texts.push_back(cell(column, row));
  return {column.name, std::move(texts)};
}

/// The text of a table: a file that is read again and again, or what came through a pipe, which is kept.
class Text {
 public:
  explicit Text(std::string path) : path_(std::move(path)) {
    std::error_code error;
    if (!fs::is_regular_file(path_, error)) piped_ = io::read_unpacked(op, path_);
  }

  const std::string& path() const { return path_; }
  io::CsvText from_the_start() const { return piped_ ? io::CsvText(*piped_) : io::CsvText(op, path_); }
  io::Table table(const io::CsvOptions& options) const {
    return piped_ ? io::parse_csv(*piped_, options, path_) : io::read_csv(path_, options);
  }
  io::LabelledTable labelled_table() const {
    return piped_ ? io::parse_labelled_csv(*piped_, path_) : io::read_labelled_csv(path_);
  }
  /// The first line as cells of their own types, or names; nothing where it cannot be read as one.
  std::vector<io::Column> first_line(const io::CsvOptions& options) const {
    io::CsvParser parser(from_the_start(), options, path_);
    const std::optional<io::Table> row = parser.next(1);
    return row ? row->columns() : std::vector<io::Column>();
  }

 private:
  static constexpr const char* op = "read_table";
  std::string path_;
  std::optional<std::string> piped_;
};

io::Table labelled_table(const Text& text, const ReadTableOptions& options) {
  const io::LabelledTable read = text.labelled_table();
  const std::vector<std::string> names = names_for(read);
  const auto width = static_cast<size_t>(read.columns), rows = static_cast<size_t>(read.rows);
  std::vector<io::Column> columns;
  columns.reserve(width + 1);
  for (size_t j = 0; j < width; ++j) {
    std::vector<double> values(rows);
    for (size_t i = 0; i < rows; ++i) values[i] = read.features[i * width + j];
    columns.push_back({names[j], std::move(values)});
  }
  std::vector<std::string> classes;
  classes.reserve(rows);
  for (const int64_t label : read.labels) classes.push_back(read.class_names[static_cast<size_t>(label)]);
  columns.push_back({class_column, std::move(classes)});
  std::vector<std::string> present = names;
  present.emplace_back(class_column);
  const io::ColumnTypes types = types_for(present, options);
  for (io::Column& column : columns) {
    const auto wanted = types.find(column.name);
    if (wanted != types.end() && wanted->second == io::ColumnType::text) column = text_of(column);
  }
  return io::Table(std::move(columns), text.path());
}

/// "150,4,setosa,versicolor,virginica" and a row of four numbers and a label: scikit-learn's layout.
bool is_labelled(const Text& text, const std::vector<io::Column>& cells) {
  const bool begins = cells.size() > 2 && cells[0].type() == io::ColumnType::int64 &&
                      cells[1].type() == io::ColumnType::int64 &&
                      std::all_of(cells.begin() + 2, cells.end(), [](const io::Column& cell) {
                        return cell.type() == io::ColumnType::text && cell.missing() == 0;
                      });
  if (!begins) return false;
  // "34,2,yes" may be a row like those below it.
  io::CsvText all = text.from_the_start();
  io::CsvScanner scanner(all, ',', text.path());
  if (!scanner.next_row()) return false;
  for (std::string_view cell; scanner.next_cell(cell);) continue;
  if (!scanner.next_row()) return false;
  const int64_t columns = std::get<std::vector<int64_t>>(cells[1].values).front();
  int64_t label = 0;
  double feature = 0;
  for (int64_t features = 0; !scanner.row_has_ended(); ++features) {
    const bool could_be_label = scanner.next_integer(label);
    if (could_be_label && scanner.row_has_ended()) return features == columns;
    if (!could_be_label && !scanner.next_number(feature)) return false;
  }
  return false;
}

bool is_row_of_numbers(const std::vector<io::Column>& cells) {
  return !cells.empty() && std::all_of(cells.begin(), cells.end(), [](const io::Column& cell) {
    return cell.type() != io::ColumnType::text && cell.missing() == 0;
  });
}

/// The first cell that is a number; "" for none.
std::string first_number(const std::vector<io::Column>& cells) {
  const auto found = std::find_if(cells.begin(), cells.end(), [](const io::Column& column) {
    return column.type() != io::ColumnType::text && column.missing() == 0;
  });
  return found == cells.end() ? "" : cell(*found, 0);
}

/// scikit-learn's digits have no line of names.
std::vector<std::string> names_without_header(const std::string& path, size_t columns) {
  std::vector<std::string> names;
  if (fs::path(path).filename().string().starts_with("digits.csv") && columns == 65) {
    names = feature_names("digits");
    names.emplace_back(class_column);
  }
  return names;
}

}  // namespace

io::Table read_table(const std::string& place, const ReadTableOptions& options) {
  const Text text(path_of(place, options.directory));
  const io::CsvDialect dialect = io::csv_dialect(
      text.from_the_start(), text.path(), {.separator = options.separator, .decimal = options.decimal});
  io::CsvOptions csv{
      .separator = dialect.separator, .decimal = dialect.decimal, .header = false, .allow_nan = true};
  const std::vector<io::Column> cells = text.first_line(csv);
  TableLayout layout{.separator = dialect.separator, .decimal = dialect.decimal};
  if (!options.header && csv.separator == ',' && is_labelled(text, cells)) {
    layout.classes = class_column;
    if (options.layout) *options.layout = layout;
    return labelled_table(text, options);
  }
  layout.header = csv.header = options.header.value_or(!is_row_of_numbers(cells));
  std::vector<std::string> present;
  if (csv.header) {
    for (const io::Column& column : text.first_line(csv)) present.push_back(column.name);
    if (!options.header) layout.number_in_header = first_number(cells);
  } else {
    csv.names = names_without_header(text.path(), cells.size());
    if (!csv.names.empty()) layout.classes = class_column;
    present.reserve(cells.size());
    for (size_t j = 0; j < cells.size(); ++j)
      present.push_back(csv.names.empty() ? std::to_string(j) : csv.names[j]);
  }
  csv.types = types_for(present, options);
  io::Table table = text.table(csv);
  if (options.layout) *options.layout = layout;
  return table;
}

}  // namespace gradus::data
