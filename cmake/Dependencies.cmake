# What the library needs, found once for all modules. docs/dependencies.md says why each is there.
find_package(fmt REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(OpenMP REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)
# Downloads: both or none; gradus builds without them and says so when asked to download.
option(GRADUS_DOWNLOADS "Download known datasets, by libcurl" ON)
if(GRADUS_DOWNLOADS)
  find_package(CURL 7.85)
  find_package(OpenSSL)
endif()
set(GRADUS_WITH_DOWNLOADS OFF)
if(CURL_FOUND AND OPENSSL_FOUND)
  set(GRADUS_WITH_DOWNLOADS ON)
endif()
# Debian's CMake file of oneDNN asks for OpenCL headers that the CPU library does not need: found by hand.
find_library(DNNL_LIBRARY dnnl REQUIRED)
find_path(DNNL_INCLUDE_DIR dnnl.h REQUIRED)
# Debian's xxhash has no CMake file.
find_library(XXHASH_LIBRARY xxhash REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
