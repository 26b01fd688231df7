#include "gradus/base/error.hpp"
#include "gradus/io/hdf5.hpp"

/// In place of hdf5.cpp where the library is not installed.
namespace gradus::io {
namespace {

[[noreturn]] void fail_absent(const std::string& op) {
  fail(op + ": this gradus was built without HDF5; install libhdf5-dev and build it again");
}

}  // namespace

bool has_hdf5() { return false; }

Hdf5 load_hdf5(const std::string&, const Hdf5Options&) { fail_absent("load_hdf5"); }
Hdf5 parse_hdf5(std::string_view, const Hdf5Options&, const std::string&) { fail_absent("parse_hdf5"); }
void save_hdf5(const Hdf5&, const std::string&, const Hdf5SaveOptions&) { fail_absent("save_hdf5"); }
std::string format_hdf5(const Hdf5&) { fail_absent("format_hdf5"); }

}  // namespace gradus::io
