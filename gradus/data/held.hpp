#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace gradus::data {

/// An object of any class derived from Base, given by value (it is copied or moved in) or as a shared
/// pointer: who keeps one need not care how long the original lives.
///
///     Held<const Dataset> dataset = TensorDataset(x, y);
template <class Base>
class Held {
 public:
  Held() = default;

  // Copies of a Held are no objects of class Base, so this constructor leaves them alone.
  template <class T>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload)
  requires std::derived_from<std::remove_cvref_t<T>, std::remove_const_t<Base>> Held(
      T&& object)  // NOLINT(google-explicit-constructor)
      : object_(std::make_shared<std::remove_cvref_t<T>>(std::forward<T>(object))) {}

  template <class T>
  requires std::derived_from<T, std::remove_const_t<Base>> Held(std::shared_ptr<T> object)
      : object_(std::move(object)) {}  // NOLINT(google-explicit-constructor)

  Base* operator->() const { return object_.get(); }
  Base& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  std::shared_ptr<Base> object_;
};

}  // namespace gradus::data
