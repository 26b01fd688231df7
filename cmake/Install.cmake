# cmake --install: the library with its headers and find_package(gradus), the command, and what its pages need.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS gradus EXPORT gradusTargets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/gradus/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gradus
  FILES_MATCHING PATTERN "*.hpp")
install(EXPORT gradusTargets NAMESPACE gradus:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gradus)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/gradusConfig.cmake.in gradusConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gradus)
write_basic_package_version_file(gradusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gradusConfig.cmake ${PROJECT_BINARY_DIR}/gradusConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gradus)

if(TARGET gradus_command)
  install(TARGETS gradus_command)
  # The command finds this from its own place: bin/../share/gradus.
  install(DIRECTORY ${PROJECT_BINARY_DIR}/share/gradus DESTINATION share)
endif()
