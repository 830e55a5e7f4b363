# Compiler settings that every target shares: the language, the warnings, sanitizers, ccache, mold.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1 -D_GLIBCXX_ASSERTIONS" CACHE STRING "" FORCE)
set(CMAKE_C_FLAGS_DEV "-O1 -g1" CACHE STRING "" FORCE)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -D_GLIBCXX_ASSERTIONS" CACHE STRING "" FORCE)

find_program(CCACHE ccache)
if(CCACHE)
  # base_dir and nohashdir: a second checkout of the same text hits the cache of the first.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(minato_flags INTERFACE)
# Warnings are errors where developers build, not where users do (release): g++ 12 warns wrongly
# about std::string at -O2. Instrumentation leads its flow analysis astray too: there, for clang only.
target_compile_options(minato_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion
  -fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR (NOT MINATO_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Release"))
  target_compile_options(minato_flags INTERFACE -Werror)
endif()
# libstdc++ 12 calls a function it deprecates inside std::stable_sort; g++ knows, clang complains.
target_compile_options(minato_flags INTERFACE
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
# A release says fewer things about addresses to an attacker: no text relocations, full RELRO.
target_link_options(minato_flags INTERFACE -Wl,-z,relro,-z,now)
# Quoted includes only: src/sys/file.h must never be taken for <sys/file.h>.
target_compile_options(minato_flags INTERFACE -iquote${CMAKE_SOURCE_DIR}/src)

if(MINATO_SANITIZE)
  add_compile_options(-fsanitize=${MINATO_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MINATO_SANITIZE})
  if(MINATO_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()
if(MINATO_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(MINATO_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
if(EXISTS /usr/bin/python3)
  set(Python3_EXECUTABLE /usr/bin/python3)  # the one that sees Debian packages
endif()
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
