# Run by the target web_assets: cmake -DSOURCE= -DSHARE= -DNPM= -DKATEX= -P CopyWebAssets.cmake
cmake_minimum_required(VERSION 3.24)

set(package ${SOURCE}/node_modules/plotly.js-dist-min)

# Whether node_modules holds the version that package-lock.json names.
function(plotly_is_current result)
  set(${result} FALSE PARENT_SCOPE)
  if(EXISTS ${package}/plotly.min.js AND EXISTS ${package}/package.json)
    file(READ ${SOURCE}/package-lock.json lock)
    file(READ ${package}/package.json installed)
    string(JSON wanted GET "${lock}" packages node_modules/plotly.js-dist-min version)
    string(JSON version GET "${installed}" version)
    if(version STREQUAL wanted)
      set(${result} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

file(MAKE_DIRECTORY ${SHARE})
file(LOCK ${SOURCE}/node_modules.lock GUARD PROCESS TIMEOUT 300)  # two builds of one checkout share node_modules
plotly_is_current(current)
if(NOT current AND NPM)
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund WORKING_DIRECTORY ${SOURCE}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE words)
  plotly_is_current(current)
endif()
if(current)
  file(COPY ${package}/plotly.min.js DESTINATION ${SHARE})
elseif(NPM)
  string(REGEX REPLACE "[\r\n]+" "; " words "${words}")
  message(WARNING "Pages will lack plotly.js: npm ci failed in ${SOURCE}: ${words}")
else()
  message(WARNING "Pages will lack plotly.js: install npm and build the target web_assets again.")
endif()

set(katex ${KATEX}/katex.min.js ${KATEX}/katex.min.css ${KATEX}/contrib/auto-render.js)
if(EXISTS ${KATEX}/katex.min.js AND EXISTS ${KATEX}/katex.min.css AND EXISTS ${KATEX}/contrib/auto-render.js)
  file(COPY ${katex} DESTINATION ${SHARE}/katex FOLLOW_SYMLINK_CHAIN)
  file(GLOB fonts ${KATEX}/fonts/*.woff2)
  file(COPY ${fonts} DESTINATION ${SHARE}/katex/fonts)
else()
  message(WARNING "Pages will lack KaTeX: install libjs-katex and build the target web_assets again.")
endif()
