// cluster and pca: what is in a table without a target.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"
#include "gradus/core/ops/arithmetic.hpp"
#include "gradus/core/ops/reduction.hpp"
#include "gradus/core/ops/views.hpp"
#include "gradus/io/csv.hpp"
#include "gradus/learn/kmeans.hpp"
#include "gradus/learn/kmeans_start.hpp"
#include "gradus/learn/pca.hpp"
#include "gradus/learn/table/preparation.hpp"
#include "gradus/metrics/clustering.hpp"
#include "gradus/view/data_figures.hpp"
#include "measure_text.hpp"
#include "output_files.hpp"
#include "report_page.hpp"
#include "table_commands.hpp"
#include "text_table.hpp"
#include "told.hpp"

namespace gradus::cli {
namespace {

using lessons::Json;

constexpr int64_t rows_to_measure = 5000;  // the silhouette looks at all pairs

/// A table as numbers.
struct PreparedTable {
  io::Table table;
  std::vector<std::string> features;  ///< of the prepared columns
  std::vector<std::string> warnings;
  std::vector<learn::internal::Scaling> scaling;
  Tensor x;
};

PreparedTable prepare(const ShapeArguments& arguments) {
  std::vector<std::string> drop = arguments.drop;
  PreparedTable prepared{.table = read_unlabelled_table(arguments.table, drop),
                         .features = {},
                         .warnings = {},
                         .scaling = {},
                         .x = {}};
  const auto columns = learn::internal::feature_columns(prepared.table, "", drop, arguments.table.categories);
  const auto preparation =
      learn::internal::make_preparation(prepared.table, columns, {.scale = arguments.scale});
  prepared.x = preparation->fit_transform(prepared.table.select(columns.names(prepared.table)));
  prepared.features = preparation->feature_names_out();
  prepared.scaling = learn::internal::scaling_of(*preparation, prepared.features.size());
  prepared.warnings = learn::internal::feature_warnings(prepared.table.without(drop), "", columns);
  return prepared;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void tell_warnings(const PreparedTable& prepared) {
  for (const std::string& warning : prepared.warnings) warn(warning);
}

Json by_name(const std::vector<std::string>& names, const std::vector<double>& values) {
  Json json = Json::object();
  for (size_t j = 0; j < names.size(); ++j) json[names[j]] = lessons::number(values[j]);
  return json;
}

/// A table's own column "cluster" is not lost by accident; dropped, as an older result, it is replaced.
void check_result_column(const io::Table& table, const ShapeArguments& arguments) {
  if (arguments.out.empty() || !has(table.column_names(), "cluster") || has(arguments.drop, "cluster"))
    return;
  fail(fmt::format("{}: there is a column \"cluster\" already; --drop it to have it replaced in {}",
                   table.source(), arguments.out));
}

std::vector<std::string> numbered(const std::string& word, int64_t count, int64_t from) {
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) names.push_back(word + std::to_string(i + from));
  return names;
}

/// Rows on the first two principal components; nothing for a single column.
Tensor plane_of(const Tensor& x) {
  if (std::min(x.size(0), x.size(1)) < 2) return {};
  return learn::PCA({.n_components = 2}).fit_transform(x);
}

/// The report and the table that `results()` gives, where they are wanted: both or none.
template <class Results>
void write_results(const ShapeArguments& arguments, const ReportPage& page, const Results& results) {
  std::optional<NewFile> report;
  if (!arguments.report.empty()) {
    report.emplace("report", arguments.report);
    report->write(to_html(page));
  }
  if (!arguments.out.empty()) io::write_csv(results(), arguments.out);
  if (report) report->commit();
}

// --- Clusters.

struct Clusters {
  Tensor labels;
  std::vector<std::vector<double>> centers;  ///< in the data's own units
  std::vector<int64_t> sizes;
  double inertia = 0, silhouette = 0;
  int64_t iterations = 0;
  bool has_silhouette = false;
};

Clusters find_clusters(const PreparedTable& prepared, const ShapeArguments& arguments) {
  if (const int64_t different = learn::internal::distinct_rows(prepared.x, arguments.count);
      different < arguments.count) {
    fail(fmt::format("{}: {} clusters are more than the {}; -k asks for fewer", arguments.table.file,
                     arguments.count, counted(different, "different row")));
  }
  learn::KMeans kmeans({.n_clusters = arguments.count, .seed = arguments.seed});
  kmeans.fit(prepared.x);
  const int64_t n = prepared.x.size(0), k = arguments.count;
  Clusters found{.labels = kmeans.labels(),
                 .centers = {},
                 .sizes = std::vector<int64_t>(static_cast<size_t>(k)),
                 .inertia = kmeans.inertia(),
                 .iterations = kmeans.n_iter(),
                 .has_silhouette = k > 1 && k < n && n <= rows_to_measure};
  for (const int64_t label : found.labels.to_vector<int64_t>()) ++found.sizes[static_cast<size_t>(label)];
  // Means lie among the numbers, roundings may not: no share of a category is below 0.
  const Tensor least = amin(prepared.x, {.dim = 0}), most = amax(prepared.x, {.dim = 0});
  const Tensor centers = minimum(maximum(kmeans.cluster_centers(), least), most);
  const std::vector<double> range = (most - least).to_vector();
  for (int64_t c = 0; c < k; ++c) {
    std::vector<double> center = centers.select(0, c).to_vector();
    for (size_t j = 0; j < center.size(); ++j) {
      if (std::abs(center[j]) < 1e-12 * range[j]) center[j] = 0;  // which a mean of zeros need not quite be
      center[j] = center[j] * prepared.scaling[j].scale + prepared.scaling[j].mean;
    }
    found.centers.push_back(std::move(center));
  }
  if (found.has_silhouette) found.silhouette = metrics::silhouette_score(prepared.x, found.labels);
  return found;
}

Cells center_cells(const PreparedTable& prepared, const Clusters& found) {
  Cells cells{{"cluster"}, {"rows"}};
  for (size_t c = 0; c < found.centers.size(); ++c) {
    cells[0].push_back(std::to_string(c));
    cells[1].push_back(std::to_string(found.sizes[c]));
  }
  for (size_t j = 0; j < prepared.features.size(); ++j) {
    cells.push_back({prepared.features[j]});
    for (const auto& center : found.centers) cells.back().push_back(short_number(center[j]));
  }
  return cells;
}

Json to_json(const PreparedTable& prepared, const Clusters& found, const ShapeArguments& arguments) {
  Json centers = Json::array();
  for (const auto& center : found.centers) centers.push_back(by_name(prepared.features, center));
  return {{"rows", prepared.x.size(0)},
          {"features", prepared.features},
          {"clusters", arguments.count},
          {"scaled", arguments.scale},
          {"inertia", lessons::number(found.inertia)},
          {"silhouette", found.has_silhouette ? lessons::number(found.silhouette) : Json(nullptr)},
          {"iterations", found.iterations},
          {"sizes", found.sizes},
          {"centers", centers},
          {"labels", found.labels.to_vector<int64_t>()},
          {"out", arguments.out.empty() ? Json(nullptr) : Json(arguments.out)}};
}

}  // namespace

int cluster_table(const ShapeArguments& arguments) {
  check_outputs(arguments.table.file, {arguments.out, arguments.report});
  const PreparedTable prepared = prepare(arguments);
  check_result_column(prepared.table, arguments);
  const Clusters found = find_clusters(prepared, arguments);
  ReportPage page{
      .title = fmt::format("{} in {}", counted(arguments.count, "cluster"), arguments.table.file),
      .lead = "K-means: each row belongs to the nearest of the centres.",
      .facts = {counted(prepared.x.size(0), "row"), fmt::format("inertia {}", short_number(found.inertia))},
      .warnings = prepared.warnings,
      .tables = {{"Centres, in the data's own units", center_cells(prepared, found)}},
      .figures = {}};
  if (found.has_silhouette) page.facts.push_back("silhouette " + short_number(found.silhouette));
  if (const Tensor plane = plane_of(prepared.x); plane.defined() && !arguments.report.empty()) {
    page.figures.push_back(
        {"clusters", "The rows on the first two principal components, by cluster.",
         view::scatter_by_class(plane, found.labels,
                                {.feature_names = {"first component", "second component"},
                                 .class_names = numbered("cluster ", arguments.count, 0)})});
  }
  write_results(arguments, page, [&] {
    return prepared.table.with({"cluster", found.labels.to_vector<int64_t>()});
  });
  tell_warnings(prepared);
  if (arguments.json) {
    fmt::print("{}\n", lessons::to_line(to_json(prepared, found, arguments)));
    return done;
  }
  fmt::print("{} of {} by {}{}\n\n{}\ninertia {}{}, {}\n", counted(arguments.count, "cluster"),
             counted(prepared.x.size(0), "row"), counted(std::ssize(prepared.features), "column"),
             arguments.scale ? ", scaled" : "", text_table(center_cells(prepared, found)),
             short_number(found.inertia),
             found.has_silhouette ? ", silhouette " + short_number(found.silhouette) : "",
             counted(found.iterations, "iteration"));
  return done;
}

// --- Components.

namespace {

constexpr size_t most_components = 8;  // of those that are told

std::string about_components(const learn::PCA& pca) {
  return std::cmp_greater(pca.n_components(), most_components)
             ? fmt::format("The first {}; --json and --out give all.", most_components)
             : "";
}

Cells component_cells(const PreparedTable& prepared, const learn::PCA& pca) {
  const std::vector<double> ratio = pca.explained_variance_ratio().to_vector();
  const size_t shown = std::min(ratio.size(), most_components);
  Cells cells{{""}, {"share of variance"}, {"in all"}};
  double all = 0;
  for (size_t c = 0; c < shown; ++c) {
    all += ratio[c];
    cells[0].push_back("pc" + std::to_string(c + 1));
    cells[1].push_back(fmt::format("{:.4f}", ratio[c]));
    cells[2].push_back(fmt::format("{:.4f}", all));
  }
  for (size_t j = 0; j < prepared.features.size(); ++j) {
    cells.push_back({prepared.features[j]});
    for (size_t c = 0; c < shown; ++c) {
      const double weight =
          pca.components().select(0, static_cast<int64_t>(c)).select(0, static_cast<int64_t>(j)).item();
      cells.back().push_back(fmt::format("{:.3f}", weight));
    }
  }
  return cells;
}

plot::Figure variance_figure(const learn::PCA& pca) {
  const std::vector<double> ratio = pca.explained_variance_ratio().to_vector();
  std::vector<double> places, together;
  places.reserve(ratio.size());
  together.reserve(ratio.size());
  for (size_t c = 0; c < ratio.size(); ++c) {
    places.push_back(static_cast<double>(c + 1));
    together.push_back(ratio[c] + (c == 0 ? 0 : together.back()));
  }
  plot::Figure figure({.width = 800, .height = 440});
  plot::Axes& axes = figure.axes();
  axes.x.label = "component";
  axes.y = {.label = "share of variance", .min = 0, .max = 1.05};
  axes.bars(places, ratio, {.label = "each"});
  axes.line(places, together, {.label = "all up to here", .marker = plot::Marker::circle});
  return figure;
}

Json to_json(const PreparedTable& prepared, const learn::PCA& pca, const ShapeArguments& arguments) {
  Json loadings = Json::array();
  for (int64_t c = 0; c < pca.n_components(); ++c) {
    loadings.push_back(by_name(prepared.features, pca.components().select(0, c).to_vector()));
  }
  return {{"rows", prepared.x.size(0)},
          {"features", prepared.features},
          {"components", pca.n_components()},
          {"scaled", arguments.scale},
          {"explained_variance", lessons::numbers(pca.explained_variance().to_vector())},
          {"explained_variance_ratio", lessons::numbers(pca.explained_variance_ratio().to_vector())},
          {"loadings", loadings},
          {"out", arguments.out.empty() ? Json(nullptr) : Json(arguments.out)}};
}

io::Table component_table(const Tensor& z) {
  std::vector<io::Column> columns;
  columns.reserve(static_cast<size_t>(z.size(1)));
  for (int64_t c = 0; c < z.size(1); ++c) {
    columns.push_back({"pc" + std::to_string(c + 1), z.select(1, c).to_vector()});
  }
  return io::Table(std::move(columns), "components");
}

}  // namespace

int find_components(const ShapeArguments& arguments) {
  check_outputs(arguments.table.file, {arguments.out, arguments.report});
  const PreparedTable prepared = prepare(arguments);
  learn::PCAOptions options{.svd_solver = learn::PCASolver::full, .seed = arguments.seed};
  if (arguments.count > 0) options.n_components = arguments.count;
  learn::PCA pca(options);
  const Tensor z = pca.fit_transform(prepared.x);
  ReportPage page{
      .title = "Principal components of " + arguments.table.file,
      .lead = "The directions in which the rows vary most, at right angles to each other.",
      .facts = {counted(prepared.x.size(0), "row"),
                arguments.scale ? "scaled columns" : "columns as they are"},
      .warnings = prepared.warnings,
      .tables = {{"Components", component_cells(prepared, pca),
                  "Each component is a sum of the columns with these weights. " + about_components(pca)}},
      .figures = {}};
  if (!arguments.report.empty()) {
    page.figures.push_back(
        {"variance", "How much of the variance each component holds.", variance_figure(pca)});
    if (z.size(1) > 1) {
      page.figures.push_back({"rows", "The rows on the first two components.",
                              view::scatter_by_class(z.slice(1, 0, 2), {.feature_names = {"pc1", "pc2"}})});
    }
  }
  write_results(arguments, page, [&] { return component_table(z); });
  tell_warnings(prepared);
  if (arguments.json) {
    fmt::print("{}\n", lessons::to_line(to_json(prepared, pca, arguments)));
    return done;
  }
  fmt::print("{} of {} by {}{}\n\n{}", counted(pca.n_components(), "component"),
             counted(prepared.x.size(0), "row"), counted(std::ssize(prepared.features), "column"),
             arguments.scale ? ", scaled" : "", text_table(component_cells(prepared, pca)));
  if (const std::string about = about_components(pca); !about.empty()) fmt::print("\n{}\n", about);
  return done;
}

}  // namespace gradus::cli
