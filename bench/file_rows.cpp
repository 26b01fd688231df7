// Large files against the system's own calls: what gradus adds to the disk's speed.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/rows.hpp"
#include "gradus/base/error.hpp"
#include "gradus/core/ops/creation.hpp"
#include "gradus/core/tensor/bytes.hpp"
#include "gradus/io/safetensors.hpp"

namespace bench {
namespace {

using namespace gradus;

/// 500 MB in ten tensors, and the file they are written to; it goes with the program.
struct Weights {
  Weights() {
    for (char name = '0'; name <= '9'; ++name) tensors.emplace(std::string(1, name), ones({12500, 1000}));
  }
  Weights(const Weights&) = delete;
  Weights& operator=(const Weights&) = delete;
  ~Weights() { std::remove(path.c_str()); }

  std::map<std::string, Tensor> tensors;
  std::string path = std::filesystem::temp_directory_path() / ("gradus-bench-" + std::to_string(::getpid()));
};

const Weights& weights() {
  static const Weights made;
  return made;
}

constexpr double megabytes = 500;

double save() {
  io::save_safetensors(weights().tensors, weights().path);
  return megabytes;
}

double write_calls() {
  const std::string beside = weights().path + ".part";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  double written = 0;
  for (const auto& [name, tensor] : weights().tensors) {
    const auto bytes = element_bytes("writing", tensor);
    written += static_cast<double>(::write(file, bytes.data(), bytes.size()));
  }
  ::close(file);
  ::rename(beside.c_str(), weights().path.c_str());
  return written / 1e6;
}

double load() {
  double read = 0;
  for (const auto& [name, tensor] : io::load_safetensors(weights().path).tensors) {
    read += static_cast<double>(tensor.numel() * item_size(tensor.dtype()));
  }
  return read / 1e6;
}

double read_calls() {
  const int file = ::open(weights().path.c_str(), O_RDONLY | O_CLOEXEC);
  double read = 0;
  std::vector<std::unique_ptr<char[]>> kept;
  for (const auto& [name, tensor] : weights().tensors) {
    const auto size = static_cast<size_t>(tensor.numel() * item_size(tensor.dtype()));
    kept.push_back(std::make_unique_for_overwrite<char[]>(size));
    read += static_cast<double>(::read(file, kept.back().get(), size));
  }
  ::close(file);
  return read / 1e6;
}

}  // namespace

std::vector<Row> file_rows() {
  const auto after_saving = [](const Work& work) {
    return [work] {
      save();
      return work;
    };
  };
  return {{.key = "save-500mb",
           .name = "500 MB of weights to a safetensors file",
           .variants = {{"save_safetensors", [] { return Work(save); }},
                        {"write(2)", [] { return Work(write_calls); }}},
           .bars = {{Bar::Kind::at_most, "save_safetensors", "write(2)", 1.25}}},
          {.key = "load-500mb",
           .name = "500 MB of weights from a safetensors file",
           .variants = {{"load_safetensors", after_saving(load)}, {"read(2)", after_saving(read_calls)}},
           .bars = {{Bar::Kind::at_most, "load_safetensors", "read(2)", 1.25}}}};
}

}  // namespace bench
