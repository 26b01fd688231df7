#include "gradus/store/model_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include "gradus/base/error.hpp"
#include "gradus/base/sha256.hpp"
#include "gradus/io/json.hpp"
#include "gradus/io/safetensors.hpp"
#include "gradus/store/new_folder.hpp"

namespace gradus::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* format_name = "gradus model";
constexpr int64_t format_version = 1;
constexpr const char* manifest_file = "manifest.json";
constexpr const char* model_file = "model.json";
constexpr const char* architecture_file = "architecture.json";
constexpr const char* weights_file = "weights.safetensors";
constexpr const char* preparation_file = "preparation.json";

using Files = std::map<std::string, std::string>;

// --- Writing.

Files files_of(const FolderContent& content) {
  Files files;
  files[architecture_file] = io::to_json(content.architecture);
  files[weights_file] = io::format_safetensors(io::detail::by_name(content.weights), {{"format", "pt"}});
  files[model_file] = io::to_json(Value(Value::Dict{{"features", value_of(content.feature_names)},
                                                    {"classes", value_of(content.class_names)},
                                                    {"target", content.target},
                                                    {"notes", content.notes}}));
  if (content.preparation) files[preparation_file] = io::to_json(content.preparation->save());
  for (const auto& [name, bytes] : content.files) {
    const bool plain = !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
    if (!plain || name == manifest_file || !files.emplace(name, bytes).second) {
      fail(fmt::format("write_folder: \"{}\" is no name for a file beside the model", name));
    }
  }
  return files;
}

std::string manifest_of(const std::string& kind, const Files& files) {
  Value::Dict sums;
  for (const auto& [name, bytes] : files) {
    sums.emplace_back(name, Value(Value::Dict{{"bytes", bytes.size()}, {"sha256", sha256(bytes)}}));
  }
  return io::to_json(Value(Value::Dict{{"format", format_name},
                                       {"version", format_version},
                                       {"gradus", GRADUS_VERSION},
                                       {"kind", kind},
                                       {"files", Value(std::move(sums))}}));
}

bool is_model_manifest(const Value& manifest) {
  const Value* format = manifest.find("format");
  return format && *format == Value(format_name);
}

/// The manifest of a model folder; none for other places.
std::optional<Value> model_manifest_in(const std::string& folder) {
  const auto text = read_file_if_there("write_folder", folder + "/" + manifest_file);
  if (!text) return std::nullopt;
  try {
    Value manifest = io::parse_json(*text);
    if (is_model_manifest(manifest)) return manifest;
  } catch (const Error&) {
    return std::nullopt;  // another program's
  }
  return std::nullopt;
}

/// What lies in a model folder and came from elsewhere; empty when nothing does.
std::string stranger_in(const std::string& folder, const Value& manifest) {
  const Value* files = manifest.find("files");
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name != manifest_file && !(files && files->find(name))) return name;
  }
  return "";
}

// --- Reading.

[[noreturn]] void fail_in(const std::string& folder, const std::string& reason) {
  fail(fmt::format("read_folder: {}: {}", folder, reason));
}

Value manifest_in(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) fail_in(folder, "there is no such folder");
  const auto text = read_file_if_there("read_folder", folder + "/" + manifest_file);
  if (!text) fail_in(folder, "this is no model folder: manifest.json is missing");
  const std::string place = folder + "/" + manifest_file;
  Value manifest = io::parse_json(*text, place);
  if (!is_model_manifest(manifest)) {
    fail_in(folder, fmt::format("this is no model folder: manifest.json does not say \"{}\"", format_name));
  }
  const int64_t version = manifest.at("version", place).integer(place + ": version");
  if (version != format_version) {
    fail_in(folder, fmt::format("it is of version {}, written by gradus {}; this gradus {} reads version {}",
                                version, manifest.at("gradus", place).text(place + ": gradus"),
                                GRADUS_VERSION, format_version));
  }
  return manifest;
}

/// The bytes of a file as the manifest has them; none when it lists no such file.
std::optional<std::string> listed_file(const std::string& folder, const Value& files,
                                       const std::string& name) {
  const Value* entry = files.find(name);
  if (!entry) return std::nullopt;
  const std::string place = fmt::format("{}/{}: {}", folder, manifest_file, name);
  const int64_t size = entry->at("bytes", place).integer(place + ": bytes");
  const std::string& sum = entry->at("sha256", place).text(place + ": sha256");
  auto bytes = read_file_if_there("read_folder", folder + "/" + name);
  if (!bytes) fail_in(folder, name + " is missing");
  if (!std::cmp_equal(bytes->size(), size)) {
    fail_in(folder, fmt::format("{} was changed since it was written: it has {} bytes instead of {}", name,
                                bytes->size(), size));
  }
  if (const std::string found = sha256(*bytes); found != sum) {
    fail_in(folder, fmt::format("{} was changed since it was written: its SHA-256 is {} instead of {}", name,
                                found, sum));
  }
  return bytes;
}

std::string needed_file(const std::string& folder, const Value& files, const std::string& name) {
  auto bytes = listed_file(folder, files, name);
  if (!bytes) fail_in(folder, fmt::format("manifest.json does not list {}", name));
  return std::move(*bytes);
}

}  // namespace

void check_place(const std::string& folder, bool overwrite) {
  if (folder.empty()) fail("write_folder: the folder needs a name");
  std::error_code error;
  if (!fs::exists(folder, error)) {
    const std::string above = fs::absolute(folder + "/..", error).lexically_normal().string();
    if (::access(above.c_str(), W_OK | X_OK) == 0) return;
    fail(fmt::format("write_folder: cannot write {}: {}", folder, std::strerror(errno)));
  }
  const std::optional<Value> manifest = model_manifest_in(folder);
  if (!manifest) {
    fail(fmt::format("write_folder: {} is there already and is no model folder, so it is left as it is",
                     folder));
  }
  if (!overwrite) fail(fmt::format("write_folder: {} is there already; ask to overwrite it", folder));
  if (const std::string name = stranger_in(folder, *manifest); !name.empty()) {
    fail(fmt::format("write_folder: {} holds {}, which is no part of the model; move it elsewhere first",
                     folder, name));
  }
}

void write_folder(const std::string& folder, const FolderContent& content, const FolderOptions& options) {
  check_place(folder, options.overwrite);
  if (content.preparation && !content.preparation->is_fitted()) {
    fail(fmt::format("write_folder: the preparation, a {}, is not fitted", content.preparation->kind()));
  }
  const Files files = files_of(content);
  NewFolder made("write_folder", folder, options.durability);
  for (const auto& [name, bytes] : files)
    write_file("write_folder", made.path(name), bytes, options.durability);
  write_file("write_folder", made.path(manifest_file), manifest_of(content.kind, files), options.durability);
  made.commit();
}

FolderContent read_folder(const std::string& folder) {
  const Value manifest = manifest_in(folder);
  const std::string place = folder + "/" + manifest_file;
  const Value& files = manifest.at("files", place);
  FolderContent content;
  content.kind = manifest.at("kind", place).text(place + ": kind");

  const std::string model_place = folder + "/" + model_file;
  const Value model = io::parse_json(needed_file(folder, files, model_file), model_place);
  Fields f(model, model_place);
  f.required("features", content.feature_names);
  f.required("classes", content.class_names);
  f.required("target", content.target);
  f.required("notes", content.notes);
  f.finish();

  content.architecture =
      io::parse_json(needed_file(folder, files, architecture_file), folder + "/" + architecture_file);
  content.weights =
      io::parse_safetensors(needed_file(folder, files, weights_file), folder + "/" + weights_file)
          .state_dict();
  if (const auto text = listed_file(folder, files, preparation_file)) {
    const std::string where = folder + "/" + preparation_file;
    content.preparation = data::Transformer::load(io::parse_json(*text, where), where);
  }
  return content;
}

}  // namespace gradus::store
