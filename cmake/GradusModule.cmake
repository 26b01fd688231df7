# gradus_module(NAME [SOURCES ...] HEADERS ... [DEPENDS module ...] [LINK library ...] [PRIVATE_LINK library ...])
#
# One module of the house: an object library gradus_NAME that sees only what it may. Its public headers are a
# file set, so that the target all_verify_interface_header_sets compiles each of them alone. All modules
# together make libgradus.a (gradus/CMakeLists.txt).
function(gradus_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;LINK;PRIVATE_LINK" ${ARGN})
  set(target gradus_${name})
  add_library(${target} OBJECT ${ARG_SOURCES})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON LINKER_LANGUAGE CXX)
  foreach(module IN LISTS ARG_DEPENDS)
    target_link_libraries(${target} PUBLIC gradus_${module})
  endforeach()
  target_link_libraries(${target} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK} $<BUILD_INTERFACE:gradus_policy>)
  set_property(GLOBAL APPEND PROPERTY GRADUS_MODULES ${target})
  set_property(GLOBAL APPEND PROPERTY GRADUS_LIBRARIES ${ARG_LINK} ${ARG_PRIVATE_LINK})
endfunction()
