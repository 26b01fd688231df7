# What the library needs, found once for all modules. docs/dependencies.md says why each is there.
find_package(fmt REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(OpenMP REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
# Downloads: gradus builds without them and says so when asked to download.
option(GRADUS_DOWNLOADS "Download known datasets, by libcurl" ON)
if(GRADUS_DOWNLOADS)
  find_package(CURL 7.85)
endif()
set(GRADUS_WITH_DOWNLOADS OFF)
if(CURL_FOUND)
  set(GRADUS_WITH_DOWNLOADS ON)
endif()
# Debian's CMake file of oneDNN asks for OpenCL headers that the CPU library does not need: found by hand.
find_library(DNNL_LIBRARY dnnl REQUIRED)
find_path(DNNL_INCLUDE_DIR dnnl.h REQUIRED)
# Debian's CMake file of libzip names programs of other packages, and fails without them.
find_library(ZIP_LIBRARY zip REQUIRED)
find_path(ZIP_INCLUDE_DIR zip.h REQUIRED)
# By hand too: CMake's own search runs a C compiler, and this project has none.
option(GRADUS_HDF5 "Read and write HDF5 where its library is installed" ON)
if(GRADUS_HDF5)
  find_library(HDF5_LIBRARY NAMES hdf5_serial hdf5)
  find_path(HDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
endif()
# Debian's xxhash has no CMake file.
find_library(XXHASH_LIBRARY xxhash REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
