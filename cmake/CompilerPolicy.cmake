# How every target of the project is compiled: language, warnings, floating point, sanitizers, ccache.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

find_program(GRADUS_CCACHE ccache)
if(GRADUS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${GRADUS_CCACHE})
endif()

# Usage requirements of our own code. Users of the library get none of these.
add_library(gradus_policy INTERFACE)
target_compile_options(gradus_policy INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  -Wno-restrict  # g++ 12 sees overlaps in string concatenation that are not there (its bug 105651)
  # One result whatever the optimiser does: products and sums are fused only where the code says std::fma.
  -ffp-contract=off
  # errno and floating-point traps are not part of any contract here; both would forbid vector code.
  -fno-math-errno -fno-trapping-math)
if(GRADUS_NATIVE)
  target_compile_options(gradus_policy INTERFACE -march=native)
else()
  target_compile_options(gradus_policy INTERFACE -march=x86-64-v3)  # AVX2 and FMA, any x86-64 since about 2015
endif()

if(GRADUS_SANITIZE)
  # The instrumented code makes g++ see uninitialised values that there are not.
  add_compile_options(-fsanitize=${GRADUS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1
    -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${GRADUS_SANITIZE})
endif()

# For programs that tests are or start.
function(gradus_sanitizer_options program)
  if(GRADUS_SANITIZE MATCHES address)
    target_sources(${program} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/sanitizer_options.cpp)
  endif()
endfunction()
