# Programs that run in the kernel: compiled by clang, embedded as a light skeleton (it needs no libbpf at run time).

find_program(BPF_CLANG NAMES clang-19 clang REQUIRED)
find_program(BPFTOOL bpftool PATHS /usr/sbin /sbin REQUIRED)

# minato_bpf(<variable> <source>): src/.../NAME.bpf.c becomes NAME.skel.h; the variable is its folder's target.
function(minato_bpf target source)
  get_filename_component(name ${source} NAME_WE)
  set(folder ${CMAKE_BINARY_DIR}/generated/bpf)
  set(object ${folder}/${name}.bpf.o)
  set(skeleton ${folder}/${name}.skel.h)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${skeleton}
    COMMAND ${BPF_CLANG} -target bpf -O2 -g -Wall -Werror -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
            -c ${CMAKE_SOURCE_DIR}/${source} -o ${object}
    COMMAND ${BPFTOOL} gen skeleton -L ${object} name ${name} > ${skeleton}
    DEPENDS ${CMAKE_SOURCE_DIR}/${source}
    COMMENT "Compiling ${name} for the kernel" VERBATIM)
  add_library(${target} INTERFACE ${skeleton})
  target_include_directories(${target} SYSTEM INTERFACE ${folder})
endfunction()
