# minato_floor(<folder> [USES <folders of lower floors>] [LINKS <third-party targets>])
# makes the library minato_<folder> from src/<folder>/**/*.cc. What a folder does not USE it cannot link.
function(minato_floor folder)
  cmake_parse_arguments(arg "" "" "USES;LINKS;SOURCES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(minato_${folder} STATIC ${sources} ${arg_SOURCES})
  target_link_libraries(minato_${folder} PUBLIC minato_flags)
  foreach(lower ${arg_USES})
    target_link_libraries(minato_${folder} PUBLIC minato_${lower})
  endforeach()
  target_link_libraries(minato_${folder} PUBLIC ${arg_LINKS})
endfunction()

# minato_package(<target> <pkg-config names...>): an imported target whose headers count as system headers.
function(minato_package target)
  pkg_check_modules(${target} REQUIRED IMPORTED_TARGET ${ARGN})
  add_library(${target} INTERFACE)
  target_link_libraries(${target} INTERFACE PkgConfig::${target})
  target_include_directories(${target} SYSTEM INTERFACE ${${target}_INCLUDE_DIRS})
endfunction()

# minato_test(<folder> LINKS <libraries>): one test program from tests/unit/<folder>/*.cc. Tests of
# threads stand in files *_threaded_test.cc, a program of their own with the label `threaded`: those
# run under ThreadSanitizer too.
function(minato_test folder)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${folder}/*.cc)
  set(threaded ${sources})
  list(FILTER threaded INCLUDE REGEX "_threaded_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_threaded_test\\.cc$")
  minato_test_program(test_${folder} "unit" ${folder} "${sources}" "${arg_LINKS}")
  if(threaded)
    minato_test_program(test_${folder}_threaded "unit;threaded" ${folder} "${threaded}" "${arg_LINKS}")
    if(NOT TARGET threaded_tests)
      add_custom_target(threaded_tests)
    endif()
    add_dependencies(threaded_tests test_${folder}_threaded)
  endif()
endfunction()

add_custom_target(unit_tests)  # what the sanitizers run: without the binary and the lab's tools

function(minato_test_program program labels folder sources links)
  add_executable(${program} ${sources})
  add_dependencies(unit_tests ${program})
  target_link_libraries(${program} PRIVATE minato_${folder} ${links} GTest::gmock GTest::gtest_main)
  target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  # A list of labels does not survive the way to the discovery: threaded tests are told by their names.
  set(prefix "")
  if("threaded" IN_LIST labels)
    set(prefix "threaded.")
  endif()
  gtest_discover_tests(${program} TEST_PREFIX "${prefix}" PROPERTIES LABELS unit TIMEOUT 120
    DISCOVERY_TIMEOUT 60)
endfunction()
