# Read by CMake when llama-cpp-python builds the vendored llama.cpp (CMAKE_PROJECT_llama.cpp_INCLUDE).
# Python needs libllama and ggml only; the `common` helper library of llama.cpp's own programs is more than half of the compile time.
set(LLAMA_BUILD_COMMON OFF)
# AMX: some virtual machines report it without saving its registers, and the first matrix product then crashes. AVX-512 VNNI serves instead.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-mno-amx-int8 COMPILER_KNOWS_AMX)
if(COMPILER_KNOWS_AMX)
  add_compile_options(-mno-amx-tile -mno-amx-int8 -mno-amx-bf16)
endif()
