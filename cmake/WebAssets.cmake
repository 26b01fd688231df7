# The target web_assets: what pages need in a browser, in <build>/share/gradus, beside <build>/bin.
#   plotly.min.js   from npm (package.json, package-lock.json); never committed
#   katex/          from Debian's libjs-katex
# Where a part cannot be had, the build says so in one line and goes on: the command then draws image files, and
# says what is missing when it is to write pages.
find_program(GRADUS_NPM npm)
set(GRADUS_KATEX_DIR /usr/share/javascript/katex CACHE PATH "Folder of katex.min.js, of the package libjs-katex")

add_custom_target(web_assets ALL
  COMMAND ${CMAKE_COMMAND}
    -DSOURCE=${PROJECT_SOURCE_DIR}
    -DSHARE=${PROJECT_BINARY_DIR}/share/gradus
    -DNPM=${GRADUS_NPM}
    -DKATEX=${GRADUS_KATEX_DIR}
    -P ${PROJECT_SOURCE_DIR}/cmake/CopyWebAssets.cmake
  COMMENT "Copying plotly.js and KaTeX to share/gradus"
  VERBATIM)
