// The form on "/": what is left empty stays out of the address, so that it is short enough to read out.

export function keepAddressShort(form) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value.trim()) formData.delete(name);
  });
}
