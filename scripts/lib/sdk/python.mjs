// Writes the generated file of the Python client.
export const sdkPython = () => '';
