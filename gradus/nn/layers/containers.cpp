#include "gradus/nn/layers/containers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradus/base/error.hpp"
#include "gradus/core/ops/arithmetic.hpp"

namespace gradus::nn {
namespace internal {

void Members::add(const std::string& name, Module& module) {
  members_.push_back({name, &module, dynamic_cast<Layer*>(&module)});
}

const Members::Member& Members::at(const char* container, int64_t index) const {
  const auto count = static_cast<int64_t>(members_.size());
  if (index < -count || index >= count) {
    fail(fmt::format("{}: layer {} was asked for, there are {}", container, index, count));
  }
  return members_[static_cast<size_t>(index < 0 ? index + count : index)];
}

const Members::Member& Members::at(const char* container, const std::string& name) const {
  const Member* found = find(name);
  if (!found) fail(fmt::format("{}: there is no layer named '{}'", container, name));
  return *found;
}

const Members::Member* Members::find(const std::string& name) const {
  const auto found =
      std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.name == name; });
  return found == members_.end() ? nullptr : &*found;
}

Layer& Members::as_layer(const char* container, const Member& member) {
  if (!member.layer) {
    fail(fmt::format("{}: '{}' is a {}, which does not take one tensor; ask for it with get<{}>()", container,
                     member.name, member.module->type_name(), member.module->type_name()));
  }
  return *member.layer;
}

void Members::fail_type(const char* container, const Member& member) {
  fail(fmt::format("{}: '{}' is a {}, not what was asked for", container, member.name,
                   member.module->type_name()));
}

namespace {

template <class M>
M& checked(const char* container, const std::unique_ptr<M>& module) {
  if (!module) fail(fmt::format("{}: no layer was given", container));
  return *module;
}

template <class To, class From>
std::unique_ptr<To> downcast(std::unique_ptr<From> module) {
  return std::unique_ptr<To>(static_cast<To*>(module.release()));
}

}  // namespace
}  // namespace internal

using internal::checked;

Sequential& Sequential::append(std::unique_ptr<Layer> layer) {
  return append(fmt::format("{}", size()), std::move(layer));
}

Sequential& Sequential::append(const std::string& name, std::unique_ptr<Layer> layer) {
  checked("Sequential", layer);
  members_.add(name, add_child(name, std::move(layer)));
  return *this;
}

Tensor Sequential::forward(const Tensor& x) {
  if (size() == 0) return x;
  Tensor y = (*members_.all().front().layer)(x);
  for (size_t i = 1; i < size(); ++i) y = (*members_.all()[i].layer)(y);
  return y;
}

std::unique_ptr<Module> Sequential::fresh() const {
  auto copy = std::make_unique<Sequential>();
  internal::clone_members(members_, [&](const std::string& name, std::unique_ptr<Module> module) {
    copy->append(name, internal::downcast<Layer>(std::move(module)));
  });
  return copy;
}

ModuleList& ModuleList::append(std::unique_ptr<Module> module) {
  checked("ModuleList", module);
  const std::string name = fmt::format("{}", size());
  members_.add(name, add_child(name, std::move(module)));
  return *this;
}

std::unique_ptr<Module> ModuleList::fresh() const {
  auto copy = std::make_unique<ModuleList>();
  internal::clone_members(
      members_, [&](const std::string&, std::unique_ptr<Module> module) { copy->append(std::move(module)); });
  return copy;
}

ModuleDict& ModuleDict::insert(const std::string& name, std::unique_ptr<Module> module) {
  checked("ModuleDict", module);
  members_.add(name, add_child(name, std::move(module)));
  return *this;
}

std::vector<std::string> ModuleDict::keys() const {
  std::vector<std::string> names;
  for (const auto& member : members_.all()) names.push_back(member.name);
  return names;
}

std::unique_ptr<Module> ModuleDict::fresh() const {
  auto copy = std::make_unique<ModuleDict>();
  internal::clone_members(members_, [&](const std::string& name, std::unique_ptr<Module> module) {
    copy->insert(name, std::move(module));
  });
  return copy;
}

Residual::Residual(std::unique_ptr<Layer> layer) : layer_(&checked("Residual", layer)) {
  add_child("layer", std::move(layer));
}

Tensor Residual::forward(const Tensor& x) { return x + (*layer_)(x); }

std::unique_ptr<Module> Residual::fresh() const { return std::make_unique<Residual>(nn::clone(*layer_)); }

}  // namespace gradus::nn
