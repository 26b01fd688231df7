#pragma once

#include <string>

#include "gradus/base/file.hpp"

namespace gradus::store {

/// A folder that is being written, under another name beside its place: commit() moves it there, in one step
/// and in place of an older one; without that it vanishes with its object. Errors begin with `op`.
///
///     store::NewFolder folder("save", "model");
///     write_file("save", folder.path("weights.bin"), bytes);
///     folder.commit();
class NewFolder {
 public:
  NewFolder(std::string op, const std::string& place, Durability durability = Durability::of_process);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder();

  /// Where a file of this name goes until commit().
  std::string path(const std::string& file) const { return temporary_ + "/" + file; }
  void commit();

 private:
  [[noreturn]] void give_up(int reason) const;

  std::string op_, place_, temporary_;
  Durability durability_;
};

}  // namespace gradus::store
